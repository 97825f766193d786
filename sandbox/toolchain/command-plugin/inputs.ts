// What a `command:local:Command` and a `command:local:run` say. In: unwrapped properties. Out: a typed record, or
// the reasons why they are no such thing.
import * as z from "zod";
import { unknownValue } from "./property-values.js";

const text = z.string();

const inputsSchema = z.object({
  /** Command line run at creation. */
  create: text.optional(),
  /** Command line run at an update. @default - `create` */
  update: text.optional(),
  /** Command line run at deletion. @default - nothing is run */
  delete: text.optional(),
  /** Command line of the function `run`. */
  command: text.optional(),
  stdin: text.optional(),
  /** Which of the command's streams go to the Pulumi log while it runs. */
  logging: z.enum(["stdout", "stderr", "stdoutAndStderr", "none"]).default("stdoutAndStderr"),
  /** Program and arguments that get the command line as their last argument. */
  interpreter: z.array(text).optional(),
  /** Folder the command runs in. @default - the engine's, i.e. the project's */
  dir: text.optional(),
  environment: z.record(z.string(), text).optional(),
  /** Whether the previous run's output is given as PULUMI_COMMAND_STDOUT and PULUMI_COMMAND_STDERR. */
  addPreviousOutputInEnv: z.boolean().default(true),
  /** The previous run's, in a resource's state. */
  stdout: text.default(""),
  stderr: text.default(""),
});

/** Inputs of a command, or its state: the same, with the output of its last run. */
export type CommandInputs = z.infer<typeof inputsSchema>;

/** Why a property cannot be used. */
export interface InputFailure {
  readonly property: string;
  readonly reason: string;
}

const unsupported = ["assetPaths", "archivePaths"];

/** Reads the properties of a resource or function. @throws Error that lists every property that is wrong. */
export function readInputs(properties: unknown): CommandInputs {
  const result = inputsSchema.safeParse(properties);
  if (result.success) return result.data;
  const reasons = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`the command's properties cannot be read: ${reasons.join("; ")}`);
}

/** A copy in which everything not known yet is absent. */
function withoutUnknown(value: unknown): unknown {
  if (value === unknownValue) return undefined;
  if (Array.isArray(value)) return value.map((item) => withoutUnknown(item) ?? "");
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      const known = withoutUnknown(member);
      return known === undefined ? [] : [[key, known]];
    }),
  );
}

/** Everything that is wrong with the properties, as far as they are known. */
export function checkInputs(properties: unknown): InputFailure[] {
  const known = withoutUnknown(properties);
  const result = inputsSchema.safeParse(known);
  const failures = result.success
    ? []
    : result.error.issues.map((issue) => ({
        property: issue.path.map(String).join("."),
        reason: issue.message,
      }));
  for (const property of unsupported) {
    if (typeof known === "object" && known !== null && property in known) {
      failures.push({
        property,
        reason: "the stand-in for pulumi-command does not collect files; install the real plugin to use this",
      });
    }
  }
  return failures;
}
