/** The engine's operations, from the event log of the CLI (`--event-log`). */
import { existsSync, readFileSync } from "node:fs";

/** Counts by operation: "same", "create", "update", "delete", "replace", … */
export type ResourceChanges = Readonly<Record<string, number>>;

export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  /** Paths of the inputs and outputs that differ, sorted; empty for a step that changes none. */
  readonly fields: readonly string[];
}

export interface Diagnostic {
  readonly severity: string;
  readonly message: string;
  readonly urn?: string;
}

export interface EngineRecord {
  readonly changes: ResourceChanges;
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The fields of an engine event that are read here (pulumi: sdk/go/common/apitype/events.go). */
interface EngineEvent {
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string; readonly urn?: string };
  readonly resourcePreEvent?: {
    readonly metadata: Omit<Step, "fields"> & {
      readonly diffs?: readonly string[];
      readonly detailedDiff?: Readonly<Record<string, unknown>> | null;
    };
  };
  readonly summaryEvent?: { readonly resourceChanges?: ResourceChanges };
}

/** Reads an event log: one JSON object a line. An absent file gives an empty record (the engine never started). */
export function readEngineRecord(file: string): EngineRecord {
  const events = existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as EngineEvent)
    : [];
  return {
    changes: events.reduce<ResourceChanges>((last, event) => event.summaryEvent?.resourceChanges ?? last, {}),
    steps: events.flatMap(({ resourcePreEvent }) => {
      if (!resourcePreEvent) return [];
      const { op, urn, type, diffs, detailedDiff } = resourcePreEvent.metadata;
      const paths = Object.keys(detailedDiff ?? {});
      return [{ op, urn, type, fields: (paths.length > 0 ? paths : [...(diffs ?? [])]).sort() }];
    }),
    diagnostics: events.flatMap(({ diagnosticEvent }) => (diagnosticEvent ? [diagnosticEvent] : [])),
  };
}

/** The fields that a run updates. */
export const updatesOf = ({ steps }: Pick<EngineRecord, "steps">): readonly string[] =>
  steps.flatMap(({ op, fields }) => (op === "update" ? fields : []));

/** What a Cluster records of its protection, as a path of the engine, which quotes names or does not. */
export const protectionRecord = /^metadata\.annotations\W+tkg-edge\/protected\W*$/;

/** Operations that change nothing. */
const readOnly = new Set(["same", "read", "refresh"]);

/** The counts of the operations that change something. */
export function realChanges({ changes }: EngineRecord): ResourceChanges {
  return Object.fromEntries(Object.entries(changes).filter(([op]) => !readOnly.has(op)));
}
