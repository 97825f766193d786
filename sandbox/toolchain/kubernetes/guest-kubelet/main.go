// The kubelet of a sandbox's guest, as far as anybody asks it: it forwards ports of static pods, nothing else.
//
// The kubeadm control plane provider looks after etcd through the API server's port forwarding, which ends at the
// kubelet of the Node. No pod runs in a guest; its etcd is a plain process, and this program leads there.
//
// In:  flags below. Out: https://<listen>/portForward/<namespace>/<pod>, open to clients of the cluster's authority.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/portforward"
	"k8s.io/streaming/pkg/httpstream"
	"k8s.io/streaming/pkg/httpstream/spdy"
)

// idleTimeout is the kubelet's own default for streams that nobody uses.
const idleTimeout = 4 * time.Hour

// targets says where a pod's port leads: "kube-system/etcd-node:2379" -> "127.66.0.50:2379".
type targets map[string]string

func (t targets) String() string { return fmt.Sprint(map[string]string(t)) }

func (t targets) Set(text string) error {
	from, to, found := strings.Cut(text, "=")
	if !found {
		return errors.New("expected <namespace>/<pod>:<port>=<host>:<port>")
	}
	t[from] = to
	return nil
}

func main() {
	log.SetFlags(log.LstdFlags | log.Lmicroseconds)
	forward := targets{}
	listen := flag.String("listen", "127.0.0.1:10250", "address and port of the https endpoint")
	certificate := flag.String("certificate", "", "PEM file of the server certificate")
	key := flag.String("key", "", "PEM file of the certificate's key")
	clientCA := flag.String("client-ca", "", "PEM file of the authority whose clients may ask")
	flag.Var(forward, "forward", "<namespace>/<pod>:<port>=<host>:<port>; may be given several times")
	flag.Parse()

	authority, err := os.ReadFile(*clientCA)
	if err != nil {
		log.Fatalf("guest-kubelet cannot read the clients' authority: %v", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(authority) {
		log.Fatalf("guest-kubelet finds no certificate in %s", *clientCA)
	}
	server := &http.Server{
		Addr:              *listen,
		Handler:           handler(forward),
		ReadHeaderTimeout: 10 * time.Second,
		TLSConfig: &tls.Config{
			ClientCAs:  pool,
			ClientAuth: tls.RequireAndVerifyClientCert,
			MinVersion: tls.VersionTLS12,
		},
		// An upgraded connection cannot be one of HTTP/2.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
	}
	log.Printf("guest-kubelet (a stand-in) listens at https://%s, forwards %s", *listen, forward)
	log.Fatal(server.ListenAndServeTLS(*certificate, *key))
}

func handler(forward targets) http.Handler {
	mux := http.NewServeMux()
	serve := func(w http.ResponseWriter, request *http.Request) {
		pod := request.PathValue("namespace") + "/" + request.PathValue("pod")
		if err := forwardPorts(w, request, pod, forward); err != nil {
			log.Printf("%s: %v", pod, err)
		}
	}
	mux.HandleFunc("POST /portForward/{namespace}/{pod}", serve)
	mux.HandleFunc("POST /portForward/{namespace}/{pod}/{uid}", serve)
	return mux
}

// forwardPorts speaks the SPDY form of port forwarding until the client hangs up.
func forwardPorts(w http.ResponseWriter, request *http.Request, pod string, forward targets) error {
	if _, err := httpstream.Handshake(request, w, []string{portforward.PortForwardV1Name}); err != nil {
		return err
	}
	streams := make(chan httpstream.Stream)
	connection := spdy.NewResponseUpgrader().UpgradeResponse(w, request, func(stream httpstream.Stream, _ <-chan struct{}) error {
		streams <- stream
		return nil
	})
	if connection == nil {
		return errors.New("the connection could not be upgraded")
	}
	defer connection.Close()
	connection.SetIdleTimeout(idleTimeout)
	for {
		select {
		case <-connection.CloseChan():
			return nil
		case stream := <-streams:
			go serveStream(stream, pod, forward)
		}
	}
}

// serveStream connects a data stream with its target. Error streams, one beside each data stream, carry nothing here:
// a client learns of a failure by the reset of its data stream.
func serveStream(stream httpstream.Stream, pod string, forward targets) {
	headers := stream.Headers()
	if headers.Get(corev1.StreamType) != corev1.StreamTypeData {
		return
	}
	name := pod + ":" + headers.Get(corev1.PortHeader)
	target, known := forward[name]
	if !known {
		log.Printf("%s: no such port", name)
		_ = stream.Reset()
		return
	}
	connection, err := net.DialTimeout("tcp", target, 5*time.Second)
	if err != nil {
		log.Printf("%s: %v", name, err)
		_ = stream.Reset()
		return
	}
	var both sync.WaitGroup
	both.Add(2)
	go func() {
		defer both.Done()
		_, _ = io.Copy(connection, stream)
		_ = connection.(*net.TCPConn).CloseWrite()
	}()
	go func() {
		defer both.Done()
		_, _ = io.Copy(stream, connection)
		_ = stream.Close()
	}()
	both.Wait()
	_ = connection.Close()
}
