/** The environments that child processes of the tests get, complete: nothing of the machine's leaks in. */
import { toolEnvironment } from "../../../sandbox/environment.js";
import type { Sandbox } from "../../../sandbox/sandbox.js";

export type Environment = Readonly<Record<string, string>>;

/** GOGC is that of scripts/test.js: how often the engine and its plugins collect garbage. */
const passedOn = ["HOME", "XDG_CACHE_HOME", "TMPDIR", "LANG", "TKG_EDGE_TOOLS_DIR", "GOGC"];

/** What a process of the machine's user has, as far as it matters. */
export function machineEnvironment(): Environment {
  return Object.fromEntries(
    passedOn.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * Of `pulumi`. The ambient settings of kubectl and govc point to where nobody answers, in every run: the program must
 * never follow them.
 */
export function pulumiRunEnvironment(sandbox: Sandbox): Environment {
  return {
    ...machineEnvironment(),
    ...sandbox.environment,
    KUBECONFIG: "/nonexistent/kubeconfig-of-another-cluster",
    GOVC_URL: "https://127.255.255.254:1/sdk",
    GOVC_PASSWORD: "ambient-password",
    // Shows the flag --event-log, which the Automation API uses too.
    PULUMI_DEBUG_COMMANDS: "true",
  };
}

/** Of kubectl and govc, when a test reads the APIs. */
export function toolRunEnvironment(sandbox: Sandbox): Environment {
  return {
    ...machineEnvironment(),
    ...sandbox.environment,
    ...toolEnvironment(sandbox.directory, sandbox.block),
  };
}
