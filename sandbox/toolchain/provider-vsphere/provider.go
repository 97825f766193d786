// Package vsphere makes a Pulumi provider of the Terraform provider for vSphere, through Pulumi's bridge. It is used
// where the official plugin cannot be downloaded.
package vsphere

import (
	"github.com/hashicorp/terraform-plugin-sdk/helper/schema"
	terraform "github.com/hashicorp/terraform-provider-vsphere/vsphere"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v1"
)

// Version is the official plugin's version whose calls are served here, those that sdks/vsphere holds: their shape
// is the same in both (docs/adr/0005-version-of-the-vsphere-plugin.md).
const Version = "4.17.0"

// Provider describes the bridged provider: the tokens are the official plugin's.
func Provider() tfbridge.ProviderInfo {
	upstream, ok := terraform.Provider().(*schema.Provider)
	if !ok {
		panic("the Terraform provider for vSphere is no provider of the plugin SDK, version 1")
	}
	info := tfbridge.ProviderInfo{
		P:           shim.NewProvider(upstream),
		Name:        "vsphere",
		Version:     Version,
		Description: "built by tkg-edge from the Terraform provider for vSphere",
		JavaScript: &tfbridge.JavaScriptInfo{
			PackageName:          "@pulumi/vsphere",
			RespectSchemaVersion: true,
		},
	}
	info.MustComputeTokens(tokens.SingleModule("vsphere_", "index", tokens.MakeStandard("vsphere")))
	return info
}
