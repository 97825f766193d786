/** Reads `Pulumi.<stack>.yaml` without Pulumi's engine, for commands that need neither a backend nor a passphrase. */
import { join } from "node:path";
import { withFleet } from "./fleet/stack-in-fleet.js";
import type { Place, SectionSteps } from "./lower-layers.js";
import { nearest } from "./nearest.js";
import { configPath, stepsBelow } from "./parse-section.js";
import type { Problem } from "./problem.js";
import { oddProblems, place } from "./reading/odd-problems.js";
import { readTextFile } from "./reading/text-file.js";
import { readYaml } from "./reading/yaml-tree.js";
import { sectionsWithConnection, type RawStack } from "./stack-spec.js";
import { isTree, type Tree } from "./tree.js";

export interface StackFile {
  /** With what its fleet configures for it. */
  readonly raw: RawStack;
  readonly problems: readonly Problem[];
  /** Whether the file could be read at all; without it there is nothing to check. */
  readonly readable: boolean;
  /** The problem with the line that its path stands on. */
  readonly locate: (problem: Problem) => Problem;
}

const fileKeys = ["connectionFile", "flatFile", "fleetFile"] as const;
const secretKeys = ["vcenterPassword", "registryPassword"] as const;
const knownKeys: readonly string[] = [...sectionsWithConnection, ...fileKeys, "fleetSite", ...secretKeys];

/** @param stack its name, also with its organization and project before it (`acme/tkg-edge/site-1`) */
export function stackFileName(stack: string): string {
  return `Pulumi.${stack.split("/").at(-1) ?? stack}.yaml`;
}

/** A stack file by itself: without what its fleet configures. */
export interface OwnStackFile extends StackFile {
  readonly name: string;
  /** Where a value of a section stands. */
  readonly at: (steps: SectionSteps) => Place;
  /** Encrypted texts of the passwords, by key: they show a change, and are never decrypted. */
  readonly ciphertexts: Readonly<Record<string, string>>;
  /** Keys that are of Pulumi or of another package, such as `environment` and `pulumi:tags`. */
  readonly otherKeys: readonly string[];
}

/**
 * @param directory of the project
 * @returns an empty stack with one problem when the file cannot be read
 */
export function readStackFile(directory: string, stack: string): StackFile {
  const own = readOwnStackFile(directory, stack);
  const raw = withFleet(own.raw, directory, stack);
  const locate = (problem: Problem): Problem => {
    const inFleet = raw.below?.locate(problem) ?? problem;
    return inFleet === problem ? own.locate(problem) : inFleet;
  };
  return { ...own, raw, locate };
}

/** @returns an empty stack with one problem when the file cannot be read */
export function readOwnStackFile(directory: string, stack: string): OwnStackFile {
  const name = stackFileName(stack);
  const refuse = (found: string, expected: string, path = name): OwnStackFile => ({
    name,
    at: () => ({ file: name, line: 1, column: 1 }),
    raw: { secretsSet: new Set<string>() },
    problems: [{ path, found, expected }],
    readable: false,
    locate: (problem) => problem,
    ciphertexts: {},
    otherKeys: [],
  });
  const read = readTextFile(join(directory, name));
  if ("unreadable" in read) {
    const { absent, found, expected } = read.unreadable;
    return refuse(found, absent ? `the configuration of stack ${stack} in ${directory}` : expected);
  }
  const { documents, faults } = readYaml(read.text);
  const [fault] = faults;
  if (fault) return refuse("a line that cannot be read", fault.expected, place(name, fault.position));
  const [document, second] = documents;
  if (second) return refuse("several YAML documents", "one");
  const tree = document?.value;
  const config = isTree(tree) && isTree(tree.config) ? tree.config : undefined;
  if (!document || !config) return refuse("no mapping `config`", "the keys of the stack below `config:`");
  const odd = oddProblems(document, ([top, key = "", ...steps]) =>
    top === "config" && isPlainKey(String(key)) ? configPath(String(key), steps) : undefined,
  );
  const { raw, problems } = fromConfig(config);
  const locate = (problem: Problem): Problem => {
    const steps = stepsOf(problem.path);
    const position = steps && document.positionOf(["config", ...steps]);
    return position ? { ...problem, path: `${place(name, position)} ${problem.path}` } : problem;
  };
  const at = ([section = "", ...steps]: SectionSteps): Place => ({
    file: name,
    ...document.positionOf(["config", `tkg-edge:${section}`, ...steps]),
  });
  const ciphertexts = Object.fromEntries(
    secretKeys.flatMap((key) => {
      const value = config[`tkg-edge:${key}`];
      return isTree(value) && typeof value.secure === "string" ? [[key, value.secure] as const] : [];
    }),
  );
  const otherKeys = [
    ...Object.keys(isTree(tree) ? tree : {}).filter((key) => !ownTopKeys.includes(key)),
    ...Object.keys(config).filter((key) => !key.startsWith("tkg-edge:")),
  ];
  return { name, at, raw, problems: [...odd, ...problems], readable: true, locate, ciphertexts, otherKeys };
}

/** What belongs to how a stack is encrypted, and its configuration. */
const ownTopKeys = ["config", "encryptionsalt", "encryptedkey", "secretsprovider"];

/** Keys whose values are taken as they stand, and not decrypted. */
const isPlainKey = (key: string) => /^tkg-edge:(?!.*Password$)/.test(key);

/** The steps of a config path below `config`, such as `tkg-edge:site`, `network`, `podCidrs`, `0`. */
function stepsOf(path: string): string[] | undefined {
  const [, key = "", rest = ""] = /^(tkg-edge:[A-Za-z]+)(.*)$/.exec(path) ?? [];
  if (key === "") return undefined;
  return [key, ...stepsBelow(rest)];
}

function fromConfig(config: Tree): Pick<StackFile, "raw" | "problems"> {
  const problems: Problem[] = [];
  const valueOf = (key: string) => config[`tkg-edge:${key}`];
  const sections = sectionsWithConnection.map(
    (key) => [key, sectionOf(key, valueOf(key), problems)] as const,
  );
  const texts = [
    ...fileKeys.map((key) => [key, textOf(key, valueOf(key), "the path of a file", problems)] as const),
    [
      "fleetSite",
      textOf("fleetSite", valueOf("fleetSite"), "the name of a site of the fleet", problems),
    ] as const,
  ];
  for (const key of Object.keys(config)) {
    const own = /^tkg-edge:(.*)$/.exec(key)?.[1];
    if (own === undefined || knownKeys.includes(own)) continue;
    const meant = nearest(own, knownKeys);
    const expected =
      meant === undefined
        ? `one of ${knownKeys.map((known) => `tkg-edge:${known}`).join(", ")}`
        : `a known key; did you mean tkg-edge:${meant}?`;
    problems.push({ path: key, found: "a key that is not known here", expected });
  }
  const secretsSet = secretKeys.filter((key) => isSecret(key, valueOf(key), problems));
  return {
    raw: { ...Object.fromEntries([...sections, ...texts]), secretsSet: new Set<string>(secretsSet) },
    problems,
  };
}

/** A section as a mapping; `pulumi config set` may have stored it as JSON in a text. An empty one counts as absent. */
function sectionOf(key: string, value: unknown, problems: Problem[]): unknown {
  if (isTree(value) && Object.keys(value).length === 0) return undefined;
  if (holdsCiphertext(value)) {
    problems.push({
      path: `tkg-edge:${key}`,
      found: "an encrypted value",
      expected: "plain sections: the only secrets are tkg-edge:vcenterPassword and tkg-edge:registryPassword",
    });
    return undefined;
  }
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function holdsCiphertext(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsCiphertext);
  if (!isTree(value)) return false;
  const isCiphertext = Object.keys(value).length === 1 && typeof value.secure === "string";
  return isCiphertext || Object.values(value).some(holdsCiphertext);
}

function textOf(key: string, value: unknown, expected: string, problems: Problem[]): string | undefined {
  if (value === undefined || value === "") return undefined;
  if (typeof value === "string") return value;
  problems.push({ path: `tkg-edge:${key}`, expected });
  return undefined;
}

/** A password that is set, encrypted; one in plain text is a problem. */
function isSecret(key: string, value: unknown, problems: Problem[]): boolean {
  if (value === undefined) return false;
  if (isTree(value) && typeof value.secure === "string") return true;
  problems.push({
    path: `tkg-edge:${key}`,
    found: "a value in plain text",
    expected: `an encrypted value: pulumi config set --secret tkg-edge:${key} (it asks for the value)`,
  });
  return true;
}
