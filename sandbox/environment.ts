// The environment in which Pulumi and the tools work on a sandbox, as variables and as a shell file.
import { mkdirSync, copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressesOf, hostPort } from "./addresses.js";
import { pulumiPassphrase, vcenterPassword, vcenterUser } from "./demo-values.js";
import { overrideVariable } from "./toolchain/locations.js";
import { pulumiHome, toolBinDirectory } from "./toolchain/tools.js";

/** Directory of additional CAs for Go programs; those of the system stay trusted. */
const systemAuthorities = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

/** Variables for the location of the tools and of the caches of Go and Node. */
export function toolVariables(): Record<string, string> {
  const names = ["HOME", "XDG_CACHE_HOME", overrideVariable];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined || value === "" ? [] : [[name, value]];
    }),
  );
}

/**
 * What `pulumi` needs to work on the sandbox. KUBECONFIG and GOVC_* are not among it: the program reads its connection
 * from its stack alone.
 */
export function pulumiEnvironment(directory: string): Record<string, string> {
  return {
    PATH: `${toolBinDirectory()}:${process.env.PATH ?? ""}`,
    PULUMI_HOME: pulumiHome(),
    // Without attribute files next to the state: they are not written atomically, and a run that is
    // killed while it writes one leaves a state that no later run can read ("failed to load checkpoint:
    // EOF").
    PULUMI_BACKEND_URL: `file://${join(directory, "pulumi-state")}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: pulumiPassphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Everything is installed, so a missing plugin is an error and not a download.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // The vSphere plugin verifies vCenter with these authorities; it can be given none otherwise.
    SSL_CERT_DIR: trustedDirectories(directory),
    // imgpkg would query the metadata services of three clouds for a login.
    IMGPKG_ENABLE_IAAS_AUTH: "false",
  };
}

/** Additional variables for using kubectl, govc and imgpkg by hand, as in the vendor page. */
export function toolEnvironment(directory: string, block: string): Record<string, string> {
  return {
    KUBECONFIG: join(directory, "kubeconfig"),
    GOVC_URL: `https://${hostPort(addressesOf(block).vcenter)}/sdk`,
    GOVC_USERNAME: vcenterUser,
    GOVC_PASSWORD: vcenterPassword,
    // There are two datacenters, so govc needs to know which one; this is the one in the vendor page.
    GOVC_DATACENTER: "/dc0",
    GOVC_TLS_CA_CERTS: join(directory, "ca.pem"),
    // A session kept in the home directory would outlive the sandbox.
    GOVC_PERSIST_SESSION: "false",
    SSL_CERT_DIR: trustedDirectories(directory),
  };
}

function trustedDirectories(directory: string): string {
  return [join(directory, "trust"), ...systemAuthorities].join(":");
}

/** Writes `<sandbox>/env`, to be read with `. <sandbox>/env`. */
export function writeEnvironmentFile(directory: string, block: string): void {
  const trust = join(directory, "trust");
  mkdirSync(trust, { recursive: true });
  copyFileSync(join(directory, "ca.pem"), join(trust, "tkg-edge-sandbox.pem"));
  const { PATH: _, ...variables } = { ...pulumiEnvironment(directory), ...toolEnvironment(directory, block) };
  const lines = [
    "# Read this with `. <this file>`: it makes pulumi, kubectl, govc and imgpkg work on the sandbox.",
    "# The passwords in it are public demo values.",
    `export PATH=${shellQuote(toolBinDirectory())}:"$PATH"`,
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${shellQuote(value)}`),
  ];
  writeFileSync(join(directory, "env"), `${lines.join("\n")}\n`, { mode: 0o600 });
}

/** A word for a POSIX shell that stands for exactly this text. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
