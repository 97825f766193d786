// The sandbox's OCI registry: go-containerregistry's handler behind TLS with the sandbox's certificate, an optional
// login, and faults that can be switched on while it runs.
//
// In:  flags below; user and password of the optional login in REGISTRY_USER and REGISTRY_PASSWORD.
// Out: the distribution API on https://<listen>/v2/. Blobs are kept in a directory, manifests in memory.
package main

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"encoding/json"
	"errors"
	"flag"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	log.SetFlags(log.LstdFlags | log.Lmicroseconds)
	listen := flag.String("listen", "127.0.0.1:5000", "address and port of the https endpoint")
	certificate := flag.String("certificate", "", "PEM file of the server certificate")
	key := flag.String("key", "", "PEM file of the certificate's key")
	blobs := flag.String("blobs", "", "directory for the blobs; without it they are kept in memory")
	faults := flag.String("faults", "", "JSON file of the faults that are switched on; read again at each request")
	flag.Parse()

	options := []registry.Option{registry.Logger(log.Default())}
	if *blobs != "" {
		if err := os.MkdirAll(*blobs, 0o700); err != nil {
			log.Fatalf("registry cannot create its blob directory: %v", err)
		}
		options = append(options, registry.WithBlobHandler(registry.NewDiskBlobHandler(*blobs)))
	}
	handler := withLogin(registry.New(options...), os.Getenv("REGISTRY_USER"), os.Getenv("REGISTRY_PASSWORD"))
	server := &http.Server{
		Addr:              *listen,
		Handler:           withFaults(handler, *faults),
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12},
		ReadHeaderTimeout: 10 * time.Second,
	}

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-stop
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = server.Shutdown(ctx)
	}()
	log.Printf("registry listens at https://%s/v2/", *listen)
	if err := server.ListenAndServeTLS(*certificate, *key); !errors.Is(err, http.ErrServerClosed) {
		log.Fatalf("registry cannot serve: %v", err)
	}
}

// withLogin asks for basic authentication when a user is given.
func withLogin(next http.Handler, user, password string) http.Handler {
	if user == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		givenUser, givenPassword, given := r.BasicAuth()
		same := subtle.ConstantTimeCompare([]byte(givenUser), []byte(user)) &
			subtle.ConstantTimeCompare([]byte(givenPassword), []byte(password))
		if !given || same != 1 {
			refuse(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func refuse(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", `Basic realm="sandbox registry"`)
	answer(w, http.StatusUnauthorized, "UNAUTHORIZED", "authentication required")
}

// answer writes an error in the form of the distribution API.
func answer(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	body := map[string]any{"errors": []map[string]string{{"code": code, "message": message}}}
	_ = json.NewEncoder(w).Encode(body)
}

// withFaults reads the switches at each request, so that a fault works from the moment its switch is written. The
// fault "registryLogin" is no bool but "<user>:<password>": the registry is then a private one.
func withFaults(next http.Handler, file string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all := readFaults(file)
		on := switches(all)
		login, _ := all["registryLogin"].(string)
		user, password, _ := strings.Cut(login, ":")
		next := withLogin(next, user, password)
		switch {
		case on["registryDown"]:
			// Closing the connection without an answer is what a client sees of a registry that dies.
			panic(http.ErrAbortHandler)
		case on["registryUnauthorized"]:
			refuse(w)
		case on["registryError"]:
			answer(w, http.StatusInternalServerError, "UNKNOWN", "fault registryError is on")
		case on["registryTruncates"] && r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/blobs/"):
			next.ServeHTTP(&truncatingWriter{ResponseWriter: w}, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// readFaults reads a JSON object {"<fault>": true, …}; everything unreadable means that no fault is on.
func readFaults(file string) map[string]any {
	if file == "" {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		log.Printf("registry: %s is not a JSON object, no fault is on: %v", file, err)
		return nil
	}
	return all
}

func switches(all map[string]any) map[string]bool {
	on := map[string]bool{}
	for name, value := range all {
		on[name], _ = value.(bool)
	}
	return on
}

// truncatingWriter breaks the connection after the first bytes of a body whose announced length is larger.
type truncatingWriter struct {
	http.ResponseWriter
	written int
}

const truncateAfter = 64

func (t *truncatingWriter) Write(chunk []byte) (int, error) {
	if left := truncateAfter - t.written; len(chunk) > left {
		_, _ = t.ResponseWriter.Write(chunk[:left])
		if flusher, ok := t.ResponseWriter.(http.Flusher); ok {
			flusher.Flush()
		}
		panic(http.ErrAbortHandler)
	}
	written, err := t.ResponseWriter.Write(chunk)
	t.written += written
	return written, err
}
