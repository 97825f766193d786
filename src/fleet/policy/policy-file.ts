/** Reads a policy file. */
import { isAbsolute, join } from "node:path";
import { FleetDocument, withPlace, type PlacedProblem } from "../../config/fleet/fleet-document.js";
import { parseSection, stepsBelow } from "../../config/parse-section.js";
import { ConfigurationError } from "../../config/problem.js";
import { readTextFile } from "../../config/reading/text-file.js";
import { policiesSchema, type Policies } from "./policy-fields.js";

const wholeExpectation = "a mapping with `policies` (docs/policies.md)";

export interface PolicyFile {
  /** As messages name it. */
  readonly file: string;
  readonly policies: Policies;
}

/**
 * @param file relative to the project, or absolute
 * @throws ConfigurationError with all problems of the file
 */
export function readPolicyFile(file: string, projectDirectory: string): PolicyFile {
  const path = isAbsolute(file) ? file : join(projectDirectory, file);
  const refuse = (problems: readonly PlacedProblem[]) =>
    new ConfigurationError(problems.map(withPlace), file);
  const read = readTextFile(path);
  if ("unreadable" in read) {
    const { found, expected } = read.unreadable;
    throw refuse([{ path: file, found, expected }]);
  }
  const document = FleetDocument.parse(read.text, path, file, wholeExpectation);
  if ("problem" in document) throw refuse([document.problem]);
  const { policies, ...others } = document.value;
  const problems: PlacedProblem[] = [...document.oddBelow([])];
  for (const key of Object.keys(others)) {
    const [found, expected] = ["a key that is not known here", "the key `policies` alone"];
    problems.push({ place: document.at([key]), path: key, found, expected });
  }
  if (policies === undefined) {
    problems.push({ path: file, found: "no key `policies`", expected: wholeExpectation });
  }
  const parsed = parseSection(policiesSchema, "policies", policies);
  for (const problem of parsed?.problems ?? []) {
    const below = problem.path.replace(/^tkg-edge:/, "");
    const place = document.at(["policies", ...stepsBelow(below.replace(/^policies/, ""))]);
    problems.push({ ...problem, place, path: below });
  }
  const right = policiesSchema.safeParse(policies);
  if (right.success && Object.keys(right.data).length === 0) {
    problems.push({
      place: document.at(["policies"]),
      path: "policies",
      found: "no policy",
      expected: wholeExpectation,
    });
  }
  if (problems.length > 0 || !right.success) throw refuse(problems);
  return { file, policies: right.data };
}
