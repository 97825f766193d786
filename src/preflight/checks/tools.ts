import { runTool } from "../../clients/tool.js";
import { isOlder } from "../../config/release-order.js";
import { failure, ok, warning, type Finding } from "../../environment/finding.js";
import type { Check, Section } from "../check.js";

interface Tool {
  readonly tool: string;
  readonly args: readonly string[];
  /** Oldest version that has what is asked of it. */
  readonly minimum: string;
  readonly what: string;
  readonly sections: readonly Section[];
}

const tools: readonly Tool[] = [
  {
    tool: "pulumi",
    args: ["version"],
    minimum: "3.220.0",
    what: "It makes everything; older ones do not know replacementTrigger and would not rebuild.",
    sections: ["management", "template", "site"],
  },
  {
    tool: "kubectl",
    args: ["version", "--client", "-o", "json"],
    minimum: "1.24.0",
    what: "Look-ups and waits on the management cluster are made with it.",
    sections: ["management", "site"],
  },
  {
    tool: "imgpkg",
    args: ["version"],
    minimum: "0.30.0",
    what: "It pulls the bundle of the TKr.",
    sections: ["management"],
  },
  {
    tool: "govc",
    args: ["version"],
    minimum: "0.38.0",
    what: "It imports the OVA and looks templates up.",
    sections: ["template", "site"],
  },
];

/** One check for each tool: is it there, and not older than what is asked of it? */
export const toolChecks: readonly Check[] = tools.map(({ tool, args, minimum, what, sections }) => ({
  name: `tool-${tool}`,
  group: "tools",
  why: what,
  remedy: `install ${tool} ${minimum} or newer, or run "make tools" and put its directory on the PATH`,
  needs: [],
  sections,
  run: async () => judge(tool, minimum, await runTool(tool, args)),
}));

function judge(tool: string, minimum: string, result: Awaited<ReturnType<typeof runTool>>): Finding {
  if (!result.ok) return failure(result.stderr, `${tool} ${minimum} or newer`, { path: tool });
  const version = /\bv?(\d+\.\d+\.\d+)/.exec(result.stdout)?.[1];
  if (version === undefined) {
    return warning(`${tool} does not tell its version`, `${tool} ${minimum} or newer`, { path: tool });
  }
  return isOlder(version, minimum)
    ? failure(`${tool} ${version}`, `${tool} ${minimum} or newer`, { path: tool })
    : ok(`${tool} ${version}`);
}
