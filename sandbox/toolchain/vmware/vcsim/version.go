package main

import (
	"fmt"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// otherVersion answers as a vCenter of the version that the fault "vcenterVersion" names, e.g. "7.0.3"; nil when the
// fault is off.
func (s faultSwitches) otherVersion(ctx *simulator.Context, method *simulator.Method) mo.Reference {
	version := s.text("vcenterVersion")
	instance, known := ctx.Map.Get(method.This).(*simulator.ServiceInstance)
	if version == "" || !known {
		return nil
	}
	return &serviceOfVersion{ManagedObjectReference: method.This, instance: instance, version: version}
}

type serviceOfVersion struct {
	types.ManagedObjectReference
	instance *simulator.ServiceInstance
	version  string
}

// RetrieveServiceContent gives the simulator's own content with another version in it.
func (o *serviceOfVersion) RetrieveServiceContent(*types.RetrieveServiceContent) soap.HasFault {
	content := o.instance.ServiceContent()
	content.About.Version = o.version
	content.About.ApiVersion = o.version + ".0"
	content.About.FullName = fmt.Sprintf("VMware vCenter Server %s (simulated by govmomi vcsim)", o.version)
	return &methods.RetrieveServiceContentBody{
		Res: &types.RetrieveServiceContentResponse{Returnval: content},
	}
}
