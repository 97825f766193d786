package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/types"
)

// datacenter names what one datacenter of the inventory holds.
type datacenter struct {
	name       string
	cluster    string
	hosts      []string
	pools      []string // children of the cluster's root pool "Resources"
	datastores []string
	folders    []string // children of the datacenter's vm folder
	networks   []string // standard port groups; every host brings "VM Network" by itself
}

// inventory is what the vendor page's example names (/dc0, cluster0, sharedVmfs-0, VM Network), and one more of
// each, so that a wrong choice among things that exist can be tried too.
var inventory = []datacenter{
	{
		name:       "dc0",
		cluster:    "cluster0",
		hosts:      []string{"esx0.dc0.test", "esx1.dc0.test"},
		pools:      []string{"edge"},
		datastores: []string{"sharedVmfs-0", "sharedVmfs-1"},
		folders:    []string{"edge", "templates"},
		networks:   []string{"edge-sites"},
	},
	{
		name:       "dc1",
		cluster:    "cluster1",
		hosts:      []string{"esx0.dc1.test"},
		datastores: []string{"localVmfs-0"},
		folders:    []string{"edge"},
	},
}

// createInventory fills an empty vCenter. Files of the datastores go to <directory>/<datacenter>/<datastore>.
func createInventory(ctx context.Context, client *vim25.Client, directory string) error {
	for _, wanted := range inventory {
		if err := createDatacenter(ctx, client, wanted, directory); err != nil {
			return fmt.Errorf("datacenter %s: %w", wanted.name, err)
		}
	}
	return nil
}

func createDatacenter(ctx context.Context, client *vim25.Client, wanted datacenter, directory string) error {
	dc, err := object.NewRootFolder(client).CreateDatacenter(ctx, wanted.name)
	if err != nil {
		return err
	}
	folders, err := dc.Folders(ctx)
	if err != nil {
		return err
	}
	for _, name := range wanted.folders {
		if _, err := folders.VmFolder.CreateFolder(ctx, name); err != nil {
			return fmt.Errorf("folder %s: %w", name, err)
		}
	}
	cluster, err := folders.HostFolder.CreateCluster(ctx, wanted.cluster, types.ClusterConfigSpecEx{})
	if err != nil {
		return fmt.Errorf("cluster %s: %w", wanted.cluster, err)
	}
	root, err := cluster.ResourcePool(ctx)
	if err != nil {
		return err
	}
	for _, name := range wanted.pools {
		if _, err := root.Create(ctx, name, types.DefaultResourceConfigSpec()); err != nil {
			return fmt.Errorf("resource pool %s: %w", name, err)
		}
	}
	for index, name := range wanted.hosts {
		host, err := addHost(ctx, client, cluster, name)
		if err != nil {
			return fmt.Errorf("host %s: %w", name, err)
		}
		if err := mountDatastores(ctx, host, wanted, directory); err != nil {
			return fmt.Errorf("host %s: %w", name, err)
		}
		// The simulator keeps one network of a name in a datacenter and refuses to add it on a second host.
		if index == 0 {
			if err := addNetworks(ctx, host, wanted.networks); err != nil {
				return fmt.Errorf("host %s: %w", name, err)
			}
		}
	}
	return nil
}

func addHost(
	ctx context.Context, client *vim25.Client, cluster *object.ClusterComputeResource, name string,
) (*object.HostSystem, error) {
	adding, err := cluster.AddHost(ctx, types.HostConnectSpec{HostName: name}, true, nil, nil)
	if err != nil {
		return nil, err
	}
	info, err := adding.WaitForResult(ctx, nil)
	if err != nil {
		return nil, err
	}
	reference, ok := info.Result.(types.ManagedObjectReference)
	if !ok {
		return nil, fmt.Errorf("adding it returned %T instead of a reference", info.Result)
	}
	return object.NewHostSystem(client, reference), nil
}

func mountDatastores(ctx context.Context, host *object.HostSystem, wanted datacenter, directory string) error {
	storage, err := host.ConfigManager().DatastoreSystem(ctx)
	if err != nil {
		return err
	}
	for _, datastore := range wanted.datastores {
		files := filepath.Join(directory, wanted.name, datastore)
		if err := os.MkdirAll(files, 0o700); err != nil {
			return err
		}
		if _, err := storage.CreateLocalDatastore(ctx, datastore, files); err != nil {
			return fmt.Errorf("datastore %s: %w", datastore, err)
		}
	}
	return nil
}

func addNetworks(ctx context.Context, host *object.HostSystem, networks []string) error {
	networking, err := host.ConfigManager().NetworkSystem(ctx)
	if err != nil {
		return err
	}
	for _, network := range networks {
		group := types.HostPortGroupSpec{Name: network, VswitchName: "vSwitch0", Policy: types.HostNetworkPolicy{}}
		if err := networking.AddPortGroup(ctx, group); err != nil {
			return fmt.Errorf("network %s: %w", network, err)
		}
	}
	return nil
}
