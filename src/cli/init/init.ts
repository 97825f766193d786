/** `tkg-edge init`: a project that runs the installed package, with its first stacks. */
import { join } from "node:path";
import { ConfigurationError, describeProblems, type Problem } from "../../config/problem.js";
import type { Terminal } from "../edge/terminal.js";
import { stackNameProblems } from "../edge/write-stack.js";
import { answered } from "./ask.js";
import { checkFiles, type FileProblem } from "./check-files.js";
import { isThere, writeNewFiles } from "./new-files.js";
import { nextSteps } from "./next-steps.js";
import { pipelineFile, type PipelineSystem } from "./pipeline-file.js";
import { ignoreFile, missingFromIgnored, programFiles } from "./program-files.js";
import { optionOf, questions, type Answers } from "./questions.js";
import { configurationFiles, stacksOf } from "./stack-files.js";

export interface InitOptions {
  /** Absolute path of the project, which may not exist yet. */
  readonly directory: string;
  /** What package.json depends on as tkg-edge: a version, or where the package is. */
  readonly dependency: string;
  /** Sites of a fleet file, in place of a stack file with all of a site. */
  readonly fleet: boolean;
  /** Where its pipeline runs, of a fleet. @default - without one */
  readonly ci?: PipelineSystem | undefined;
  /** Without stacks. */
  readonly projectOnly: boolean;
  /** Values of options. */
  readonly given: Answers;
}

/**
 * Writes nothing over a file that is there.
 * @throws ConfigurationError with every problem; nothing is written then
 */
export async function init(options: InitOptions, terminal: Terminal): Promise<void> {
  const { directory, dependency, projectOnly } = options;
  const program = programFiles(directory, dependency);
  const standing = [...program.problems, ...conflicts(program.files.keys(), directory)];
  // Before any question, whose answer would be for nothing.
  if (terminal.ask !== undefined && standing.length > 0) throw refused(standing);
  const { answers, files, problems } = projectOnly ? nothing : await configured(options, terminal);
  const all = [...standing, ...problems];
  if (all.length > 0) throw refused(all);
  const written = [...program.files, ...files];
  writeNewFiles(directory, written);
  terminal.out(`wrote ${written.map(([name]) => name).join(", ")}\n`);
  const unignored = missingFromIgnored(directory);
  if (unignored.length > 0) terminal.err(`${ignoreFile} is kept; add to it: ${unignored.join(" ")}\n`);
  terminal.out(nextSteps(directory, answers, options));
}

const refused = (problems: readonly Problem[]) => new ConfigurationError(problems, "the new project");

interface Configured {
  readonly answers: Answers;
  readonly files: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

const nothing: Configured = { answers: {}, files: new Map(), problems: [] };

/** Asks for what is missing, and again for what is wrong. */
async function configured(
  { given, fleet, ci, directory }: InitOptions,
  terminal: Terminal,
): Promise<Configured> {
  let answers = await answered(given, new Set(), terminal);
  for (;;) {
    const pipeline = ci === undefined ? [] : [pipelineFile(ci)];
    const files = new Map([...configurationFiles(answers, fleet), ...pipeline]);
    const ofSite = siteProblems(answers);
    const ofFiles = checkFiles(files, stacksOf(answers), directory);
    const checked = ofSite.length === 0 ? ofFiles : [...ofSite, ...ofFiles.filter(isNoName)];
    const wrong = [...missing(answers), ...checked.filter(({ option }) => !isUnanswered(option, answers))];
    const problems = [...conflicts(files.keys(), directory), ...wrong];
    const again = questions.filter((question) => wrong.some(({ option }) => option === optionOf(question)));
    if (terminal.ask === undefined || again.length === 0) return { answers, files, problems };
    terminal.err(`${describeProblems(problems, "the answers")}\n`);
    answers = await answered(answers, new Set(again.map(({ name }) => name)), terminal);
  }
}

/** Questions without an answer. What a default would have been made of is one of them. */
const missing = (answers: Answers): FileProblem[] =>
  questions
    .filter(({ name, otherwise }) => otherwise === undefined && answers[name] === undefined)
    .map((question) => ({ path: optionOf(question), expected: question.text, option: optionOf(question) }));

function isUnanswered(option: string | undefined, answers: Answers): boolean {
  const question = questions.find((one) => optionOf(one) === option);
  return question !== undefined && answers[question.name] === undefined;
}

/** Its name is that of a file and of a stack before it is one of a Cluster. */
function siteProblems({ site, os }: Answers): FileProblem[] {
  const option = "--site";
  const shared = stacksOf({ os }).slice(0, 2);
  if (site === undefined) return [];
  if (shared.includes(site)) {
    return [{ path: option, found: site, expected: `another name than ${shared.join(" and ")}`, option }];
  }
  return stackNameProblems(site).map((problem) => ({ ...problem, path: option, option }));
}

/** What follows from the name of the site is reported with it alone. */
const isNoName = ({ option, path }: FileProblem): boolean =>
  option !== "--site" && !path.startsWith("tkg-edge:site.from.");

const conflicts = (files: Iterable<string>, directory: string): Problem[] =>
  [...files]
    .filter((name) => isThere(join(directory, name)))
    .map((path) => ({ path, found: "a file that is there already", expected: "a folder without it" }));
