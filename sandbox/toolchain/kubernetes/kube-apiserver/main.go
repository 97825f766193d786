// kube-apiserver of the sandbox's management cluster and of its guests. Its version is set by the linker
// (toolchain/catalogue.ts): Cluster API refuses a server that does not say one.
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	os.Exit(cli.Run(app.NewAPIServerCommand()))
}
