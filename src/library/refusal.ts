/** What ends a component, named by its arguments rather than by keys of a stack file. */
import { RunError } from "@pulumi/pulumi";
import { ConfigurationError, describeProblems, UserError, type Problem } from "../config/problem.js";

export interface Subject {
  /** Of the component, e.g. `SingleNodeCluster`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Section of a stack that the component's own arguments are keys of, e.g. `tkg-edge:site`. */
  readonly section: string;
}

/** @returns the error for the person at the keyboard; one that is a fault of this program stays as it is */
export function refusal({ type, name, section }: Subject, error: unknown): unknown {
  if (error instanceof ConfigurationError) {
    const problems = error.problems.map((problem) => asArgument(problem, section));
    return new RunError(
      describeProblems(problems, `${type} ${name}`, "; none of its resources was changed."),
    );
  }
  return error instanceof UserError ? new RunError(`${type} ${name}: ${error.message}`) : error;
}

/** @throws RunError in place of an error that the user can fix */
export async function refusing<T>(subject: Subject, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw refusal(subject, error);
  }
}

/** A program reads no password from the configuration of its stack. */
const passwordSource: Readonly<Record<string, string>> = {
  "tkg-edge:vcenterPassword": "the argument vcenterPassword or connection.vcenter.passwordFrom, one of them",
  "tkg-edge:registryPassword":
    "the argument registryPassword or connection.registry.passwordFrom, one of them",
};

function asArgument(problem: Problem, section: string): Problem {
  const { path, expected } = problem;
  const source = passwordSource[path];
  if (source !== undefined && expected.includes("pulumi config "))
    return { ...problem, path: path.replace(/^tkg-edge:/, ""), expected: source };
  if (path === section) return { ...problem, path: "its arguments" };
  if (path.startsWith(`${section}.`)) return { ...problem, path: path.slice(section.length + 1) };
  return { ...problem, path: path.replace(/^tkg-edge:/, "") };
}
