// pulumi-resource-vsphere. The schema it embeds is written beside this file when the plugin is built, by ../tfgen.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"

	vsphere "tkg-edge/toolchain/provider-vsphere"
)

//go:embed schema.json
var schema []byte

func main() {
	tfbridge.Main("vsphere", vsphere.Version, vsphere.Provider(), schema)
}
