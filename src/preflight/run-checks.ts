/**
 * Makes checks: those that need nothing of each other at the same time, each within its time, and none whose
 * prerequisite failed, since it could only repeat that cause.
 */
import { setTimeout as delay } from "node:timers/promises";
import { withToolDeadline } from "../clients/tool.js";
import type { Finding } from "../environment/finding.js";
import type { CheckContext } from "./check-context.js";
import type { Check } from "./check.js";

export type Status = "ok" | "warning" | "failure" | "skipped";

export interface Result {
  readonly check: Check;
  readonly status: Status;
  readonly findings: readonly Finding[];
  /** Name of the check whose failure kept this one from being made. */
  readonly because?: string;
  readonly seconds: number;
}

export interface Selection {
  /** Names of checks not to make. */
  readonly skip: ReadonlySet<string>;
  /** Names of the only checks to make, with what they need; empty for all. */
  readonly only: ReadonlySet<string>;
}

/** How many checks are made at a time: each starts a tool or two. */
const concurrency = 4;
const defaultTimeoutSeconds = 30;

/** @returns one result for each check that the stack has use for, in the order of the list */
export async function runChecks(
  all: readonly Check[],
  context: CheckContext,
  { skip, only }: Selection,
  timeoutSeconds?: number,
): Promise<readonly Result[]> {
  const { spec } = context;
  const useful = all.filter(({ sections }) => sections.some((section) => spec[section] !== undefined));
  const wanted = only.size === 0 ? useful : withNeeds(useful, only);
  const results = new Map<string, Promise<Result>>();
  const limit = limiter(concurrency);
  const make = (check: Check): Promise<Result> => {
    const known = results.get(check.name);
    if (known) return known;
    const run = () => limit(() => one(check, context, timeoutSeconds ?? check.timeoutSeconds));
    const result = skip.has(check.name)
      ? Promise.resolve(notMade(check, "skipped on request"))
      : after(check, wanted, make, run);
    results.set(check.name, result);
    return result;
  };
  return Promise.all(wanted.map(make));
}

/** Waits for what a check needs. A need that was skipped, or is not for this stack, does not stand in the way. */
async function after(
  check: Check,
  wanted: readonly Check[],
  make: (check: Check) => Promise<Result>,
  run: () => Promise<Result>,
): Promise<Result> {
  const needs = wanted.filter(({ name }) => check.needs.includes(name));
  for (const need of await Promise.all(needs.map(make))) {
    const because = need.because ?? (need.status === "failure" ? need.check.name : undefined);
    if (because !== undefined) return { ...notMade(check, `not checked because ${because} failed`), because };
  }
  return run();
}

async function one(
  check: Check,
  context: CheckContext,
  timeoutSeconds = defaultTimeoutSeconds,
): Promise<Result> {
  const started = performance.now();
  const findings = await within(check, context, timeoutSeconds);
  return {
    check,
    status: worst(findings),
    findings,
    seconds: Math.round(performance.now() - started) / 1000,
  };
}

async function within(check: Check, context: CheckContext, seconds: number): Promise<readonly Finding[]> {
  const done = new AbortController();
  const late = new AbortController();
  const tooLate = delay(seconds * 1000, undefined, { signal: done.signal }).then((): readonly Finding[] => {
    late.abort();
    return [
      {
        severity: "failure",
        seen: `no answer within ${seconds} s`,
        expected: "an answer; what the check reads stands below",
      },
    ];
  });
  try {
    const run = withToolDeadline(late.signal, () => check.run(context)).then((found) => [found].flat());
    return await Promise.race([run, tooLate]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ severity: "failure", seen: message, expected: "an answer to the question" }];
  } finally {
    done.abort();
    tooLate.catch(() => undefined);
  }
}

const notMade = (check: Check, seen: string): Result => ({
  check,
  status: "skipped",
  findings: [{ severity: "skipped", seen }],
  seconds: 0,
});

function worst(findings: readonly Finding[]): Status {
  const order: readonly Status[] = ["failure", "warning", "ok", "skipped"];
  return order.find((status) => findings.some(({ severity }) => severity === status)) ?? "ok";
}

/** Checks by name, with everything that they need. */
function withNeeds(all: readonly Check[], names: ReadonlySet<string>): readonly Check[] {
  const wanted = new Set<string>();
  const add = (name: string): void => {
    const check = all.find((candidate) => candidate.name === name);
    if (!check || wanted.has(name)) return;
    wanted.add(name);
    check.needs.forEach(add);
  };
  names.forEach(add);
  return all.filter(({ name }) => wanted.has(name));
}

function limiter(most: number): <T>(body: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (body) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await body();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
