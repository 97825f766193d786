package main

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// ownDisks makes a clone keep a disk of its own. Who asks for a clone with a changed disk (CAPV, for another size) sends
// the template's disk, file name included; vCenter changes the size of the clone's. The simulator would take the name
// literally: the clone would share the template's file, destroying it would delete that file, and the next clone would
// be left with no disk and with two network cards.
func ownDisks(_ *simulator.Context, method *simulator.Method) (mo.Reference, types.BaseMethodFault) {
	request, ok := method.Body.(*types.CloneVM_Task)
	if !ok {
		return nil, nil
	}
	changes := request.Spec.Location.DeviceChange
	if request.Spec.Config != nil {
		changes = append(changes, request.Spec.Config.DeviceChange...)
	}
	for _, change := range changes {
		spec := change.GetVirtualDeviceConfigSpec()
		disk, isDisk := spec.Device.(*types.VirtualDisk)
		if !isDisk || spec.Operation != types.VirtualDeviceConfigSpecOperationEdit {
			continue
		}
		if backing, isFile := disk.Backing.(types.BaseVirtualDeviceFileBackingInfo); isFile {
			// Without a name the simulator makes one up in the clone's folder.
			backing.GetVirtualDeviceFileBackingInfo().FileName = ""
			spec.FileOperation = types.VirtualDeviceConfigSpecFileOperationCreate
		}
	}
	return nil, nil
}

type handler func(*simulator.Context, *simulator.Method) (mo.Reference, types.BaseMethodFault)

// inTurn asks handlers until one has an answer.
func inTurn(handlers ...handler) handler {
	return func(ctx *simulator.Context, method *simulator.Method) (mo.Reference, types.BaseMethodFault) {
		for _, ask := range handlers {
			if reference, fault := ask(ctx, method); reference != nil || fault != nil {
				return reference, fault
			}
		}
		return nil, nil
	}
}
