// kube-controller-manager of the sandbox: its garbage collector is what lets a foreground deletion, the only kind
// that Pulumi asks for, come to an end.
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

func main() {
	os.Exit(cli.Run(app.NewControllerManagerCommand()))
}
