// Generates a TypeScript package from a plugin's schema, with Pulumi's own generator:
//
//	sdk-generator SCHEMA.json VERSION FOLDER TOKEN...
//
// Only the resources and functions whose tokens are given go into it, and no prose: descriptions are the plugin
// authors' own. Types that nothing uses any more are left out as well.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	if len(os.Args) < 5 {
		fmt.Fprintln(os.Stderr, "usage: sdk-generator SCHEMA.json VERSION FOLDER TOKEN...")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2], os.Args[3], os.Args[4:]); err != nil {
		fmt.Fprintln(os.Stderr, "sdk-generator:", err)
		os.Exit(1)
	}
}

func generate(schemaFile, version, folder string, tokens []string) error {
	spec, err := readSpec(schemaFile)
	if err != nil {
		return err
	}
	spec.Version = version
	spec.Provider.Methods = nil
	if err := keepOnly(spec, tokens); err != nil {
		return err
	}
	dropUnusedTypes(spec)
	bound, diagnostics, err := schema.BindSpec(*spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return fmt.Errorf("the schema %s cannot be used: %w (%v)", schemaFile, err, diagnostics)
	}
	if diagnostics.HasErrors() {
		return fmt.Errorf("the schema %s cannot be used: %w", schemaFile, diagnostics)
	}
	files, err := nodejs.GeneratePackage("pulumi", bound, nil, nil, true, nil)
	if err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// readSpec reads a schema without its descriptions.
func readSpec(file string) (*schema.PackageSpec, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	stripProse(tree)
	stripped, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(stripped, &spec); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	spec.Description, spec.Attribution, spec.Homepage, spec.Repository = "", "", "", ""
	return &spec, nil
}

// stripProse removes every description and deprecation text. A *property* may be called "description" as well:
// its value is then an object, not a text.
func stripProse(node any) {
	switch value := node.(type) {
	case map[string]any:
		for _, key := range []string{"description", "deprecationMessage"} {
			if _, prose := value[key].(string); prose {
				delete(value, key)
			}
		}
		for _, member := range value {
			stripProse(member)
		}
	case []any:
		for _, item := range value {
			stripProse(item)
		}
	}
}

func keepOnly(spec *schema.PackageSpec, tokens []string) error {
	wanted := map[string]bool{}
	for _, token := range tokens {
		_, resource := spec.Resources[token]
		_, function := spec.Functions[token]
		if !resource && !function {
			return fmt.Errorf("the schema has no resource or function %s", token)
		}
		wanted[token] = true
	}
	for token := range spec.Resources {
		if !wanted[token] {
			delete(spec.Resources, token)
		}
	}
	for token := range spec.Functions {
		if !wanted[token] {
			delete(spec.Functions, token)
		}
	}
	return nil
}

// dropUnusedTypes removes the types that no kept resource, function or type refers to.
func dropUnusedTypes(spec *schema.PackageSpec) {
	used := func() map[string]bool {
		text, err := json.Marshal(spec)
		if err != nil {
			panic(err) // it was made from JSON
		}
		found := map[string]bool{}
		for token := range spec.Types {
			if strings.Contains(string(text), `"#/types/`+token+`"`) {
				found[token] = true
			}
		}
		return found
	}
	for {
		keep := used()
		if len(keep) == len(spec.Types) {
			return
		}
		for token := range spec.Types {
			if !keep[token] {
				delete(spec.Types, token)
			}
		}
	}
}
