// The sandbox's vCenter: govmomi's simulator with the inventory of the vendor page's example, the sandbox's own
// certificate, a login that is checked, and faults that can be switched on while it runs.
//
// In:  flags below; the password in VCSIM_PASSWORD (never an argument, which every user of the machine can read).
// Out: SOAP and REST on https://<listen>/, a line "vcsim ready …" when the inventory is complete.
package main

import (
	"context"
	"crypto/tls"
	"flag"
	"log"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	_ "github.com/vmware/govmomi/lookup/simulator"
	_ "github.com/vmware/govmomi/pbm/simulator"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/simulator/vpx"
	_ "github.com/vmware/govmomi/sts/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/types"
)

const passwordVariable = "VCSIM_PASSWORD"

func main() {
	log.SetFlags(log.LstdFlags | log.Lmicroseconds)
	listen := flag.String("listen", "127.0.0.1:8989", "address and port of the https endpoint")
	certificate := flag.String("certificate", "", "PEM file of the server certificate")
	key := flag.String("key", "", "PEM file of the certificate's key")
	user := flag.String("user", "administrator@vsphere.local", "the only user who may log in")
	datastores := flag.String("datastores", "", "directory for the datastores' files")
	faults := flag.String("faults", "", "JSON file of the faults that are switched on; read again at each call")
	flag.Parse()

	password := os.Getenv(passwordVariable)
	if password == "" || *certificate == "" || *key == "" || *datastores == "" {
		log.Fatalf("vcsim needs --certificate, --key, --datastores and the password in %s", passwordVariable)
	}
	pair, err := tls.LoadX509KeyPair(*certificate, *key)
	if err != nil {
		log.Fatalf("vcsim cannot read its certificate: %v", err)
	}

	content := vpx.ServiceContent
	content.About = about(content.About)
	model := simulator.Model{ServiceContent: content, RootFolder: vpx.RootFolder}
	if err := model.Create(); err != nil {
		log.Fatalf("vcsim cannot create an empty vCenter: %v", err)
	}
	defer model.Remove()

	// The in-process client works before the endpoint listens, so nobody ever sees half an inventory.
	client, err := vim25.NewClient(context.Background(), model.Service)
	if err != nil {
		log.Fatalf("vcsim cannot reach itself: %v", err)
	}
	if err := createInventory(context.Background(), client, *datastores); err != nil {
		log.Fatalf("vcsim cannot create its inventory: %v", err)
	}

	model.Service.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	model.Service.RegisterEndpoints = true
	model.Service.Listen = &url.URL{Host: *listen, User: url.UserPassword(*user, password)}
	switches := faultSwitches{file: *faults}
	roles, err := withRoles(model.Map(), *content.AuthorizationManager, switches)
	if err != nil {
		log.Fatalf("vcsim cannot give its user a role: %v", err)
	}
	model.Map().Handler = inTurn(roles.handle, switches.handle, ownDisks)
	server := model.Service.NewServer()
	model.Map().SessionManager().ValidLogin = func(login *types.Login) bool {
		valid := password
		if rotated := switches.text("vcenterPassword"); rotated != "" {
			valid = rotated
		}
		return login.UserName == *user && login.Password == valid && !switches.on("vcenterLoginFails")
	}
	log.Printf("vcsim ready at https://%s/sdk, version %s", *listen, content.About.Version)

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	<-stop
	server.Close()
}

// about makes the simulator say that it is vCenter 8, the newest version TKG 2.2 supports.
func about(simulated types.AboutInfo) types.AboutInfo {
	simulated.Version = "8.0.1"
	simulated.ApiVersion = "8.0.1.0"
	simulated.Build = "21560480"
	simulated.FullName = "VMware vCenter Server 8.0.1 build-21560480 (simulated by govmomi vcsim)"
	return simulated
}
