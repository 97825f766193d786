// Writes the schema of the bridged vSphere provider: `tfgen schema --out DIR`.
package main

import (
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"

	vsphere "tkg-edge/toolchain/provider-vsphere"
)

func main() {
	tfgen.Main("vsphere", vsphere.Version, vsphere.Provider())
}
