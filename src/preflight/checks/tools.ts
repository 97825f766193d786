import { toolVersion } from "../../environment/judgements/tool-version.js";
import type { Check, Section } from "../check.js";

interface Tool {
  readonly tool: string;
  readonly args: readonly string[];
  /** Oldest version that has what is used of it. */
  readonly minimum: string;
  readonly what: string;
  readonly sections: readonly Section[];
}

const tools: readonly Tool[] = [
  {
    tool: "pulumi",
    args: ["version"],
    minimum: "3.220.0",
    what: "It runs the program; older versions have no replacementTrigger and would not rebuild.",
    sections: ["management", "template", "site"],
  },
  {
    tool: "kubectl",
    args: ["version", "--client", "-o", "json"],
    minimum: "1.24.0",
    what: "It reads the management cluster and waits for its objects.",
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
    what: "It imports the OVA and finds templates.",
    sections: ["template", "site"],
  },
];

/** One check for each tool: is it there, and new enough for what is used of it? */
export const toolChecks: readonly Check[] = tools.map(({ tool, args, minimum, what, sections }) => ({
  name: `tool-${tool}`,
  group: "tools",
  why: what,
  remedy: `install ${tool} ${minimum} or newer, or run "make tools" and put its directory on the PATH`,
  needs: [],
  sections,
  run: async ({ facts }) => toolVersion(tool, minimum, await facts.toolVersion(tool, args)),
}));
