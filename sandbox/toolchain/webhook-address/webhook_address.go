// Added to the main packages of Cluster API's providers when they are built for the sandbox (generated-sources.ts).
//
// They listen for webhooks on all addresses of the machine and have no flag to say another. In a sandbox nothing may be
// reachable from outside, so WEBHOOK_ADDRESS names the one address. Nothing of the providers themselves is changed.
package main

import (
	"os"

	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/manager"
)

func init() {
	create := ctrl.NewManager
	ctrl.NewManager = func(config *rest.Config, options ctrl.Options) (manager.Manager, error) {
		options.Host = os.Getenv("WEBHOOK_ADDRESS")
		return create(config, options)
	}
}
