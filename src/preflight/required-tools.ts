/** The tools that the product runs, what for, and how a machine gets them. */
import type { Section } from "./check.js";

/** How to get something onto a machine. */
export interface Source {
  /** Where the network is open. */
  readonly online: string;
  /** Where files are carried in. */
  readonly airGap: string;
}

export interface RequiredTool {
  readonly tool: string;
  /** By which it prints its version. */
  readonly args: readonly string[];
  /** Oldest version that has what is used of it. */
  readonly minimum: string;
  readonly why: string;
  /** Sections of a stack whose `pulumi up` runs it. */
  readonly sections: readonly Section[];
  /** What of the product does not work without it. */
  readonly neededFor: string;
  readonly source: Source;
}

const oneFile = (tool: string, from: string): Source => ({
  online: `${from}, or your distribution's package`,
  airGap: `${tool} is one file: carry the release's binary in, make it executable and put it on the PATH`,
});

export const requiredTools: readonly RequiredTool[] = [
  {
    tool: "pulumi",
    args: ["version"],
    minimum: "3.220.0",
    why: "It runs the program; older versions have no replacementTrigger and would not rebuild.",
    sections: ["management", "template", "site"],
    neededFor: "pulumi preview, up and destroy, fleet init, fleet rollout, adopt; site.from in all commands",
    source: {
      online: "pulumi.com/docs/install",
      airGap:
        "carry the release's archive in, unpack it and put its directory on the PATH; it holds the language host too",
    },
  },
  {
    tool: "kubectl",
    args: ["version", "--client", "-o", "json"],
    minimum: "1.24.0",
    why: "It reads the management cluster and waits for its objects.",
    sections: ["management", "site"],
    neededFor:
      "management and site stacks, preflight, explain, kubeconfig, adopt, fleet plan, status and rollout",
    source: oneFile("kubectl", "kubernetes.io/docs/tasks/tools"),
  },
  {
    tool: "imgpkg",
    args: ["version"],
    minimum: "0.30.0",
    why: "It pulls the bundle of the TKr.",
    sections: ["management"],
    neededFor: "management stacks that install a TKr",
    source: oneFile("imgpkg", "carvel.dev/imgpkg"),
  },
  {
    tool: "govc",
    args: ["version"],
    minimum: "0.38.0",
    why: "It imports the OVA and finds templates.",
    sections: ["template", "site"],
    neededFor: "template and site stacks, preflight, explain",
    source: oneFile("govc", "github.com/vmware/govmomi/releases"),
  },
];

/** What `fleet plan --against` reads other versions of a fleet with; no stack needs it. */
export const git: RequiredTool = {
  tool: "git",
  args: ["--version"],
  minimum: "2.20.0",
  why: "It reads other versions of a fleet's files.",
  sections: [],
  neededFor: "fleet plan --against",
  source: {
    online: "git-scm.com/downloads, or your distribution's package",
    airGap: "carry your distribution's package in",
  },
};
