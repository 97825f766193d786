/** The end of `make demo-fleet`: what runs, where the page is, and commands to paste. Pure, so that a test can paste them. */
import { counted } from "../../../fleet/finding.js";

export interface FleetClosingInput {
  /** Directory of the sandbox, relative to the checkout. */
  readonly directory: string;
  readonly sites: number;
  readonly tkrVersion: string;
  /** A site to show. */
  readonly site: string;
}

/** Each works when pasted in the checkout, in a shell that has sourced the sandbox's env file; in this order. */
const tryNext = ({ directory, site }: FleetClosingInput) => {
  const project = `${directory}/project`;
  const fleet = (words: string) => `node tkg-edge.js fleet ${words} -C ${project}`;
  return [
    {
      title: "Show how a site is configured, and which line sets each value",
      command: fleet(`show ${site} --origins`),
    },
    {
      title: "Give all machines more memory: the plan shows that Cluster API replaces each node (roll)",
      command: `sed -i 's/memoryMiB: 4096/memoryMiB: 6144/' ${project}/fleet.yaml; ${fleet("plan")}`,
    },
    {
      title: "Roll that out to the canaries and stop there; the same command without the option goes on",
      command: fleet("rollout --yes --pause-between-waves"),
    },
  ];
};

/** Line by line. */
export function fleetClosingText(input: FleetClosingInput): readonly string[] {
  const { directory, sites, tkrVersion } = input;
  return [
    "",
    `${counted(sites, "site")} run ${tkrVersion}; each was rebuilt once.`,
    `The status page, to be opened in a browser: ${directory}/fleet.html`,
    `The report of the last rollout: ${directory}/project/rollout.md`,
    "",
    "Three things to try next, from this directory. First, once a shell, for the tools and their settings:",
    `     . ${directory}/env`,
    ...tryNext(input).flatMap(({ title, command }, index) => [
      "",
      `  ${index + 1}. ${title}`,
      `     ${command}`,
    ]),
    "",
    `The fleet file is ${directory}/project/fleet.yaml; docs/fleet.md describes it.`,
    'To remove the sandbox with all that is in it: "make demo-down"',
  ];
}
