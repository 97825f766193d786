/** Checks the files of a new project before they are written, by the rules that they are read by afterwards. */
import { join } from "node:path";
import { displayValue } from "../../config/display-value.js";
import { checkStack } from "../../config/parse-stack.js";
import type { Problem } from "../../config/problem.js";
import { withFileView, type FileView } from "../../config/reading/file-view.js";
import { readStackFile } from "../../config/stack-file.js";
import { optionOf, questions } from "./questions.js";

/** A problem of a value that was given, or of anything else. */
export interface FileProblem extends Problem {
  /** Option that has the value. */
  readonly option: string | undefined;
}

/**
 * @param files text by name
 * @returns what is wrong in any of the stacks, each once
 */
export function checkFiles(
  files: ReadonlyMap<string, string>,
  stacks: readonly string[],
  directory: string,
): readonly FileProblem[] {
  return withFileView(viewOf(files, directory), () => {
    const site = stacks.at(-1) ?? "";
    const found = stacks
      .flatMap((stack) => problemsOf(stack, directory))
      // That the fleet file lacks a site follows from what is wrong with its name.
      .filter(({ path }) => path !== "tkg-edge:fleetFile")
      .map((problem) => withOption(problem, site));
    const keys = found.map(({ option, path, found: read }) => option ?? JSON.stringify([path, read]));
    return found.filter((_, index) => keys.indexOf(keys[index] ?? "") === index);
  });
}

function problemsOf(stack: string, directory: string): readonly Problem[] {
  const { raw, problems } = readStackFile(directory, stack);
  if (problems.length > 0) return problems;
  return checkStack(raw, directory, stack, "up").problems;
}

/** The problem under the name of the option whose value it is about. */
function withOption(problem: Problem, site: string): FileProblem {
  if (problem.path.endsWith(` sites.${site}`)) {
    return { path: "--site", found: displayValue(site), expected: problem.expected, option: "--site" };
  }
  const question =
    questions.find(({ keys }) => keys.some((key) => problem.path === key)) ??
    questions.find(({ keys }) => keys.some((key) => problem.path.endsWith(` ${key}`)));
  if (question === undefined) return { ...problem, option: undefined };
  const option = optionOf(question);
  return { ...problem, path: option, option };
}

function viewOf(files: ReadonlyMap<string, string>, directory: string): FileView {
  const texts = new Map([...files].map(([name, text]) => [join(directory, name), text]));
  return {
    covers: (path) => texts.has(path),
    read: (path) => Buffer.from(texts.get(path) ?? ""),
    kindOf: (path) => (texts.has(path) ? "file" : "absent"),
    entriesOf: () => [],
  };
}
