/** `tkg-edge render`: the manifests of a stack or of a file, in apply order. */
import { join } from "node:path";
import { parseStack } from "../../config/parse-stack.js";
import { ConfigurationError } from "../../config/problem.js";
import { readTextFile } from "../../config/reading/text-file.js";
import { readStackFile } from "../../config/stack-file.js";
import type { StackSpec } from "../../config/stack-spec.js";
import { packageManifestPath } from "../../config/tkr-version.js";
import { stepsOf } from "../../manifests/apply-order.js";
import { tkrPackage, type TkrPackage } from "../../manifests/tkr-package.js";
import { toYaml } from "../../manifests/to-yaml.js";
import { checkedInput, readInput, withSomeTkr, withTkr } from "./file-input.js";
import { givenOutputs, readOutputs } from "./other-stacks.js";
import { stackPassword } from "./stack-passwords.js";
import type { PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";

export interface RenderOptions {
  /** Absolute path of the project. */
  readonly directory: string;
  /** A stack of the project; else `file` is there. */
  readonly stack?: string | undefined;
  /** Flat file, or objects of Kubernetes. */
  readonly file?: string | undefined;
  /** TKr, where the file names none, or in place of the stacks that `site.from` names. */
  readonly tkrVersion?: string | undefined;
  /** ClusterClass, in place of the stacks that `site.from` names. */
  readonly className?: string | undefined;
  /** Where the TKr's bundle was pulled to. */
  readonly bundleDir?: string | undefined;
  readonly showSecrets: boolean;
}

/** Stands where the password is. vCenter refuses it if it is ever applied. */
const placeholder = "(not shown; --show-secrets shows it)";

/** @throws UserError with every problem */
export async function render(
  options: RenderOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
): Promise<void> {
  const { spec, password, notes, source } =
    options.stack === undefined ? fromFile(options) : await fromStack(options, terminal, pulumi);
  for (const note of notes) terminal.err(`${note}\n`);
  const steps = stepsOf(spec, {
    password: options.showSecrets ? (password ?? placeholder) : placeholder,
    packageOf: (version, bundle) =>
      options.bundleDir === undefined ? undefined : packageFrom(options.bundleDir, version, bundle),
  });
  const secrecy = options.showSecrets ? ["The password of vCenter is in it."] : [];
  terminal.out(toYaml([`Rendered from ${source}, in the order to apply it.`, ...secrecy], steps));
}

interface Rendered {
  readonly spec: StackSpec;
  readonly password?: string | undefined;
  readonly notes: readonly string[];
  readonly source: string;
}

function fromFile({ file = "", directory, tkrVersion, showSecrets }: RenderOptions): Rendered {
  const sections = withSomeTkr(
    withTkr(readInput(file, directory, { withoutPassword: !showSecrets }), tkrVersion),
  );
  const { connection, site, vcenterPassword, notes } = sections;
  const raw = { connection, site, secretsSet: new Set<string>() };
  const spec = checkedInput(sections, raw, directory, file, "manifests");
  return { spec, password: vcenterPassword, notes, source: file };
}

async function fromStack(
  options: RenderOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
): Promise<Rendered> {
  const { stack = "", directory, showSecrets } = options;
  const { raw, problems } = readStackFile(directory, stack);
  if (problems.length > 0) throw new ConfigurationError(problems, `the configuration of stack ${stack}`);
  const outputsOfStacks = givenOutputs(raw, options) ?? (await readOutputs(raw, directory, pulumi, true));
  const spec = parseStack({ ...raw, outputsOfStacks }, directory, stack, "manifests");
  const reader = { stack, directory, raw, spec };
  const isShown = showSecrets && spec.site !== undefined;
  const password = isShown ? await stackPassword("vcenterPassword", reader, terminal, pulumi) : undefined;
  return { spec, password, notes: [], source: `stack ${stack}` };
}

function packageFrom(directory: string, version: string, bundle: string): TkrPackage {
  const read = readTextFile(join(directory, packageManifestPath(version)));
  if ("unreadable" in read) {
    const expected = `a pulled bundle that has ${packageManifestPath(version)}`;
    throw new ConfigurationError([{ path: "--bundle-dir", found: `"${directory}"`, expected }], "the bundle");
  }
  return tkrPackage(read.text, version, bundle.slice(0, bundle.lastIndexOf("/")));
}
