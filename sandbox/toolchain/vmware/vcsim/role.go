package main

import (
	"fmt"
	"log"
	"slices"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// The simulator lets its one user do everything and says so to whoever asks. The fault "vcenterRole" names the role
// that the user has instead, on every object: a built-in one such as ReadOnly, or one added through the API. What the
// user may do is then answered from that role, and the calls below are refused without the privilege that they need.

const roleFault = "vcenterRole"

// privilegeOf names what a call needs on the object that it is made on.
var privilegeOf = map[string]string{
	"CloneVM_Task":       "VirtualMachine.Provisioning.Clone",
	"ImportVApp":         "VApp.Import",
	"MarkAsTemplate":     "VirtualMachine.Provisioning.MarkAsTemplate",
	"PowerOnVM_Task":     "VirtualMachine.Interact.PowerOn",
	"Destroy_Task":       "VirtualMachine.Inventory.Delete",
	"ReconfigVM_Task":    "VirtualMachine.Config.Settings",
	"CreateFolder":       "Folder.Create",
	"CreateImportSpec":   "VApp.Import",
	"PowerOffVM_Task":    "VirtualMachine.Interact.PowerOff",
	"ReconfigureVM_Task": "VirtualMachine.Config.Settings",
}

// roleAuthorization is the simulator's authorization manager, but for the privileges of the one user.
type roleAuthorization struct {
	*simulator.AuthorizationManager
	switches faultSwitches
}

// withRoles puts it in the place of the simulator's own.
func withRoles(registry *simulator.Registry, reference types.ManagedObjectReference, switches faultSwitches) (*roleAuthorization, error) {
	manager, known := registry.Get(reference).(*simulator.AuthorizationManager)
	if !known {
		return nil, fmt.Errorf("there is no authorization manager %s", reference)
	}
	roles := &roleAuthorization{AuthorizationManager: manager, switches: switches}
	registry.Put(roles)
	return roles, nil
}

// FetchUserPrivilegeOnEntities answers as vCenter does, with the same role on each object.
func (r *roleAuthorization) FetchUserPrivilegeOnEntities(request *types.FetchUserPrivilegeOnEntities) soap.HasFault {
	granted, restricted := r.privileges()
	if !restricted {
		return r.AuthorizationManager.FetchUserPrivilegeOnEntities(request)
	}
	results := make([]types.UserPrivilegeResult, 0, len(request.Entities))
	for _, entity := range request.Entities {
		results = append(results, types.UserPrivilegeResult{Entity: entity, Privileges: granted})
	}
	return &methods.FetchUserPrivilegeOnEntitiesBody{
		Res: &types.FetchUserPrivilegeOnEntitiesResponse{Returnval: results},
	}
}

// privileges of the role that the fault names; false when the fault is off.
func (r *roleAuthorization) privileges() ([]string, bool) {
	name := r.switches.text(roleFault)
	if name == "" {
		return nil, false
	}
	role := object.AuthorizationRoleList(r.RoleList).ByName(name)
	if role == nil {
		log.Printf("vcsim: fault %s names the role %q, which does not exist: the user has no privilege", roleFault, name)
		return nil, true
	}
	return role.Privilege, true
}

// handle is asked before each call, and refuses what the user's role does not allow.
func (r *roleAuthorization) handle(_ *simulator.Context, method *simulator.Method) (mo.Reference, types.BaseMethodFault) {
	needed := privilegeOf[method.Name]
	granted, restricted := r.privileges()
	if needed == "" || !restricted || slices.Contains(granted, needed) {
		return nil, nil
	}
	return nil, &types.NoPermission{Object: &method.This, PrivilegeId: needed}
}
