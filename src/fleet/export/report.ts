/** What an export leaves to people: Secrets to create, and what no object expresses. Pure. */
import { counted, oneLine, someOf } from "../finding.js";
import type { ExportedFleet } from "./exported-fleet.js";
import type { NeededSecret, NotExpressed } from "./exported-stack.js";
import { backendSecret, type OperatorOptions } from "./stack-object.js";

export function exportReport(fleet: ExportedFleet, options: OperatorOptions): string {
  const { stacks, secrets } = fleet;
  const notExpressed = [...fleet.notExpressed, ...backendRemarks(options)];
  const count = (kind: string) => stacks.filter((stack) => stack.kind === kind).length;
  const canaries = stacks.filter(({ isCanary }) => isCanary).length;
  const sizes = [
    counted(count("site"), "site") + (canaries === 0 ? "" : ` (canaries: ${canaries})`),
    counted(count("management"), "management stack"),
    counted(count("template"), "template stack"),
  ];
  return [
    `exported: ${sizes.join(", ")}`,
    ...(notExpressed.length === 0 ? [] : ["", "not expressed by the objects:"]),
    ...notExpressed.flatMap(({ what, instead, stacks: about }) => [
      `  ${what}${about.length === 0 ? "" : ` (${someOf(about)})`}`,
      `      -> ${instead}`,
    ]),
    "",
    `Secrets that have to be in namespace ${options.namespace} (docs/fleet-operator.md):`,
    ...commandsOf(secrets, options).map((line) => `  ${line}`),
    "",
  ]
    .map(oneLine)
    .join("\n");
}

function backendRemarks({ backend }: OperatorOptions): NotExpressed[] {
  if (!backend?.startsWith("file:")) return [];
  const instead = "each pod has files of its own: mount one volume in all of them, or use another backend";
  return [{ what: `the states in ${backend}`, instead, stacks: [] }];
}

/** A value never stands in an argument: it is read from a file, or from standard input. */
function commandsOf(secrets: readonly NeededSecret[], { namespace }: OperatorOptions): string[] {
  const create = (name: string) => `kubectl create secret generic ${name} --namespace ${namespace}`;
  const own = secrets.flatMap(({ name, key, what, file }) => {
    if (!file)
      return [
        `# ${what}, on standard input, without a line end`,
        `${create(name)} --from-file=${key}=/dev/stdin`,
      ];
    if (!file.isKubeconfig) return [`${create(name)} --from-file=${key}=${quoted(file.path)}`];
    const flat = `kubectl config view --raw --flatten --kubeconfig=${quoted(file.path)}`;
    return [`${flat} | ${create(name)} --from-file=${key}=/dev/stdin`];
  });
  return [
    `# ${backendSecret}: a key for each variable of the backend, such as PULUMI_CONFIG_PASSPHRASE`,
    ...own,
  ];
}

const quoted = (text: string): string =>
  /^[\w./@%+=:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
