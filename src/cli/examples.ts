/** Examples of each command, for `--help` and docs/commands.md. */
import type { Command } from "commander";

export interface Example {
  /** What follows `tkg-edge`. */
  readonly line: string;
  readonly what: string;
}

/** By the names of a command, such as `fleet plan`. */
export const examples: Readonly<Record<string, readonly Example[]>> = {
  init: [
    { line: "init", what: "asks for all that it needs" },
    {
      line: "init --directory sites --fleet --ci github",
      what: "in another folder, with a fleet file and its pipeline",
    },
    { line: "init --project-only", what: "for stacks that exist already" },
  ],
  render: [
    { line: "render --stack shop-0042", what: "what pulumi up would apply" },
    { line: "render shop.env --tkr-version v1.25.7+vmware.1-tiny.2-tkg.1", what: "of a flat file" },
  ],
  validate: [{ line: "validate --stack shop-0042", what: "every error in the configuration, offline" }],
  preflight: [
    { line: "preflight --stack shop-0042", what: "whether everything that the stack needs is there" },
    { line: "preflight --stack shop-0042 --only endpoint-unused --json", what: "one check, for a program" },
  ],
  doctor: [
    { line: "doctor", what: "what this machine lacks, and how to get it" },
    { line: "doctor --json", what: "the same for a program" },
  ],
  permissions: [
    { line: "permissions --for site --namespace edge", what: "to read, then to apply with kubectl" },
    {
      line: "permissions --for read-only --namespace edge --cluster shop-0042",
      what: "for a login that reads only the credentials of one Cluster",
    },
    {
      line: "permissions --for management --service-account pipeline --json",
      what: "for a service account that exists, for a program",
    },
  ],
  version: [{ line: "version --json", what: "for a bug report" }],
  completion: [{ line: "completion bash", what: "the script for bash; also zsh, fish and powershell" }],
  explain: [{ line: "explain --stack shop-0042", what: "why the cluster is not Ready, or not gone" }],
  kubeconfig: [
    { line: "kubeconfig shop-0042", what: "writes shop-0042.kubeconfig" },
    { line: "kubeconfig shop-0042 --merge", what: "adds it to your own kubeconfig" },
  ],
  convert: [
    {
      line: "convert shop.env --stack shop-0042 --connection-file connections/eu.yaml",
      what: "a stack of a flat file",
    },
  ],
  adopt: [
    {
      line: "adopt --stack shop-0042 --cluster edge/shop-0042 --connection-file connections/eu.yaml",
      what: "the stack of a cluster that runs",
    },
    {
      line: "adopt --all --selector location=shop --connection-file connections/eu.yaml",
      what: "a stack for each of many",
    },
  ],
  "fleet validate": [
    { line: "fleet validate", what: "every site of fleet.yaml, and all together" },
    { line: "fleet validate --policy policies.yaml", what: "by rules of your own, too" },
  ],
  "fleet plan": [
    { line: "fleet plan", what: "what pulumi up would do to each site" },
    { line: "fleet plan --selector ring=canary --json", what: "of some sites, for a program" },
    { line: "fleet plan --against origin/main --markdown", what: "what a merge request changes, offline" },
  ],
  "fleet status": [
    { line: "fleet status", what: "what runs, and what needs attention" },
    { line: "fleet status --html status.html --metrics fleet.prom", what: "a page, and metrics" },
  ],
  "fleet rollout": [
    {
      line: "fleet rollout --canaries ring=canary --soak 30m --max-concurrency 8",
      what: "canaries, half an hour, then eight at a time; asks first",
    },
    {
      line: "fleet rollout --yes --allow-rebuilds --events events.jsonl --report rollout.md",
      what: "in a pipeline, with rebuilds",
    },
    {
      line: "fleet rollout --phase prepare --selector region=north",
      what: "OVA uploads, and what the gates would refuse; changes no site",
    },
  ],
  "fleet destroy": [
    { line: "fleet destroy shop-0042 shop-0043", what: "two sites; asks for their number" },
    { line: "fleet destroy --selector region=north --yes --expect 12", what: "in a pipeline" },
  ],
  "fleet show": [
    { line: "fleet show shop-0042 --origins", what: "each value, and the file and line that set it" },
  ],
  "fleet import": [
    { line: "fleet import sites.csv --group north", what: "the rows of a spreadsheet" },
    { line: "fleet import --from-cluster --print", what: "the clusters that run, without writing anything" },
  ],
  "fleet export": [
    {
      line: "fleet export --to pulumi-kubernetes-operator --image registry.example.com/tkg-edge:0.2.0 --backend s3://states --output operator",
      what: "a folder for kustomize",
    },
  ],
  "fleet init": [{ line: "fleet init", what: "the stacks of new sites" }],
};

/** Names of a command without `tkg-edge`, such as `fleet plan`. */
export const namesOf = (command: Command): string =>
  command.parent?.parent ? `${namesOf(command.parent)} ${command.name()}` : command.name();

/** Shows the examples of a command in its help. */
export function addExamples(command: Command): void {
  const own = examples[namesOf(command)] ?? [];
  if (own.length === 0) return;
  const lines = own.flatMap(({ line, what }) => [`  # ${what}`, `  tkg-edge ${line}`]);
  command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
