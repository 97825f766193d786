// Started by Pulumi as its Node.js language host, and turns into the real one at once. The last host that is to be had as a
// Go module takes a runtime's options as flags; a CLI of today tells them in messages that this host does not know, so that
// "typescript: false" and "nodeargs" of a Pulumi.yaml would be as if they were not there.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"gopkg.in/yaml.v3"
)

// The real host, in the folder of this program.
const host = "pulumi-nodejs-host"

// The options of which that host has flags.
type options struct {
	Typescript *bool  `yaml:"typescript"`
	Nodeargs   string `yaml:"nodeargs"`
	Tsconfig   string `yaml:"tsconfig"`
}

func main() {
	executable, err := os.Executable()
	if err == nil {
		path := filepath.Join(filepath.Dir(executable), host)
		args := append(append([]string{path}, flags(project())...), os.Args[1:]...)
		err = syscall.Exec(path, args, os.Environ())
	}
	fmt.Fprintf(os.Stderr, "%s cannot be started: %v\n", host, err)
	os.Exit(1)
}

func flags(options options) []string {
	var all []string
	if options.Typescript != nil {
		all = append(all, fmt.Sprintf("-typescript=%t", *options.Typescript))
	}
	if options.Nodeargs != "" {
		all = append(all, "-nodeargs="+options.Nodeargs)
	}
	if options.Tsconfig != "" {
		all = append(all, "-tsconfig="+options.Tsconfig)
	}
	return all
}

// The runtime's options in the nearest Pulumi.yaml, upwards from where Pulumi starts its language hosts. None of a file that
// cannot be read: Pulumi itself has read it, and would have said so.
func project() options {
	var document struct {
		Runtime yaml.Node `yaml:"runtime"`
	}
	// A runtime without options is a word instead.
	var runtime struct {
		Options options `yaml:"options"`
	}
	directory, err := os.Getwd()
	for err == nil {
		content, unreadable := os.ReadFile(filepath.Join(directory, "Pulumi.yaml"))
		if unreadable == nil {
			if yaml.Unmarshal(content, &document) == nil && document.Runtime.Kind == yaml.MappingNode {
				_ = document.Runtime.Decode(&runtime)
			}
			break
		}
		if parent := filepath.Dir(directory); parent != directory {
			directory = parent
		} else {
			break
		}
	}
	return runtime.Options
}
