/**
 * Kills the process that loads it (`node --import`) at one of its own calls, so that the moment of a kill depends on no clock.
 * Children of the process load nothing of it.
 */
import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** Environment variable with a `KillMoment` as JSON. */
export const killVariable = "TKG_EDGE_TEST_KILL_AT";

const calls = {
  ...{ linkSync: fs, writeSync: fs, appendFileSync: fs, writeFileSync: fs },
  spawn: childProcess,
} as const;

export interface KillMoment {
  readonly call: keyof typeof calls;
  /** Regular expression over its arguments that are text, one a line. */
  readonly matching: string;
  /** `half`: half of the text is written. */
  readonly when: "before" | "half" | "after";
  /** Whether the `pulumi` that was started last is killed before, with its process group. */
  readonly alsoPulumi?: boolean;
}

type AnyCall = (...args: readonly unknown[]) => unknown;

/** Of the `pulumi` that was started last. */
let pulumi: number | undefined;

function arm({ call, matching, when, alsoPulumi = false }: KillMoment): void {
  const pattern = new RegExp(matching);
  const die = (): void => {
    if (alsoPulumi && pulumi !== undefined) process.kill(-pulumi, "SIGKILL");
    process.kill(process.pid, "SIGKILL");
  };
  patch("spawn", (original, args) => {
    const child = original(...args) as { readonly pid?: number };
    if (args[0] === "pulumi") pulumi = child.pid;
    return child;
  });
  patch(call, (original, args) => {
    if (!pattern.test(textOf(args))) return original(...args);
    if (when === "before") die();
    const result = original(...(when === "half" ? args.map(halved) : args));
    die();
    return result;
  });
  syncBuiltinESMExports();
}

function patch(name: KillMoment["call"], by: (original: AnyCall, args: readonly unknown[]) => unknown): void {
  const module = calls[name];
  const original = Reflect.get(module, name) as AnyCall;
  Reflect.set(module, name, (...args: readonly unknown[]) => by(original, args));
}

const textOf = (args: readonly unknown[]): string =>
  args
    .flat()
    .filter((arg) => typeof arg === "string")
    .join("\n");

/** A text that is written; a path is too short to be meant. */
const halved = (arg: unknown): unknown =>
  typeof arg === "string" && arg.endsWith("\n") ? arg.slice(0, arg.length / 2) : arg;

const given = process.env[killVariable];
if (given !== undefined) {
  Reflect.deleteProperty(process.env, killVariable);
  arm(JSON.parse(given) as KillMoment);
}
