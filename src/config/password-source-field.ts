/** Where a password is read from at run time, in place of the encrypted one of each stack. */
import * as z from "zod";
import { filePath, nonEmpty, text } from "./fields.js";

const kinds = ["environment", "file", "command"] as const;
const whole =
  "one of {environment: NAME}, {file: PATH} and {command: [PROGRAM, ARGUMENT, ...]}; the password itself never stands here";

/** Of an environment variable. */
export function isEnvironmentName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** @param user config key of the user whose password it is */
export const passwordSource = (user: string) =>
  z
    .strictObject(
      {
        environment: text(isEnvironmentName, "the name of an environment variable: letters, digits and _")
          .optional()
          .describe("Environment variable that holds the password."),
        file: filePath("the path of a file that holds only the password")
          .optional()
          .describe(
            "File that holds only the password, relative to the file that contains this key. A line end after it does not count.",
          ),
        command: z
          .array(nonEmpty("a program and its arguments, each a text"), {
            error: "a list: a program and its arguments, which no shell reads",
          })
          .min(1, { error: "a program and its arguments" })
          .optional()
          .describe(
            "Program that prints the password, and its arguments; no shell reads them. Only in a connection file that the " +
              "operator names in `TKG_EDGE_CONNECTION_FILES` (docs/fleet.md).",
          ),
      },
      { error: whole },
    )
    .refine((source) => kinds.filter((kind) => source[kind] !== undefined).length === 1, { error: whole })
    .optional()
    .describe(
      `Where the password of \`${user}\` is read at run time. Exactly one of its keys. @default - the encrypted password of the stack`,
    );

/** Exactly one of its keys is there. */
export interface PasswordSource {
  readonly environment?: string | undefined;
  readonly file?: string | undefined;
  readonly command?: readonly string[] | undefined;
}
