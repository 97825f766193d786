package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// faultSwitches reads which faults are on, from a JSON object {"<fault>": true, …}. The file is small and the calls
// it is asked for are few, so reading it each time is simpler than watching it, and never late.
type faultSwitches struct {
	file string
}

func (s faultSwitches) on(name string) bool {
	value, _ := s.read()[name].(bool)
	return value
}

// text is the value of a fault that is more than on or off; empty when it is not set.
func (s faultSwitches) text(name string) string {
	value, _ := s.read()[name].(string)
	return value
}

func (s faultSwitches) read() map[string]any {
	if s.file == "" {
		return nil
	}
	text, err := os.ReadFile(s.file)
	if err != nil {
		return nil
	}
	var faults map[string]any
	if err := json.Unmarshal(text, &faults); err != nil {
		log.Printf("vcsim: %s is not a JSON object, no fault is on: %v", s.file, err)
		return nil
	}
	return faults
}

// handle is asked before each call. It answers with a fault, or before a login with another object to call, when the
// switch for the call's method is on.
func (s faultSwitches) handle(ctx *simulator.Context, method *simulator.Method) (mo.Reference, types.BaseMethodFault) {
	switch method.Name {
	case "ImportVApp":
		if s.on("datastoreFull") {
			log.Print("vcsim: fault datastoreFull is on: refusing ImportVApp")
			return nil, &types.NoDiskSpace{FileFault: types.FileFault{File: "sharedVmfs-0"}, Datastore: "sharedVmfs-0"}
		}
	case "RetrieveServiceContent":
		return s.otherVersion(ctx, method), nil
	case "CloneVM_Task":
		if s.on("cloneFails") {
			log.Print("vcsim: fault cloneFails is on: refusing CloneVM_Task")
			return nil, &types.NoDiskSpace{FileFault: types.FileFault{File: "sharedVmfs-0"}, Datastore: "sharedVmfs-0"}
		}
	case "PowerOnVM_Task", "PowerOnMultiVM_Task":
		if s.on("powerOnFails") {
			log.Print("vcsim: fault powerOnFails is on: refusing to power on")
			return nil, &types.InsufficientMemoryResourcesFault{}
		}
	case "Destroy_Task":
		if s.on("vmDestroyFails") {
			log.Print("vcsim: fault vmDestroyFails is on: refusing Destroy_Task")
			return nil, &types.ResourceInUse{Type: method.This.Type, Name: method.This.Value}
		}
	}
	return nil, nil
}
