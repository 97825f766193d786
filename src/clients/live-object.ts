/** Kubernetes objects as they are read. */
import * as z from "zod";
import { UserError } from "../config/problem.js";

/**
 * A Kubernetes object as read. What is relied on of its metadata is optional, because nothing checks it; `spec` and `status`
 * are typed in `environment/facts`.
 */
export interface LiveObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    /** RFC 3339, to the second. */
    readonly creationTimestamp?: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  /** Of a Secret or ConfigMap. */
  readonly data?: Readonly<Record<string, string>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

const text = z.string().optional();
const texts = z.record(z.string(), z.string()).optional();
const fields = z.record(z.string(), z.unknown()).optional();

/** What is relied on; everything else is kept as it is. */
const form = z.looseObject({
  apiVersion: text,
  kind: text,
  metadata: z.looseObject({
    name: z.string(),
    ...{
      namespace: text,
      uid: text,
      resourceVersion: text,
      creationTimestamp: text,
      deletionTimestamp: text,
    },
    generation: z.number().optional(),
    ...{ labels: texts, annotations: texts },
    finalizers: z.array(z.string()).optional(),
    ownerReferences: z.array(z.looseObject({ kind: z.string(), name: z.string() })).optional(),
  }),
  ...{ spec: fields, status: fields, data: texts },
});

const liveObject = z.custom<LiveObject>((value) => form.safeParse(value).success, {
  error: "expected a Kubernetes object",
});
const objectList = z.object({ items: z.array(liveObject) });

/** @param json as kubectl prints one object. @throws UserError */
export const readObject = (json: string): LiveObject => printed(liveObject, json);

/** @param json as kubectl prints objects: a list of several, but a single one as it is. @throws UserError */
export function readObjects(json: string): readonly LiveObject[] {
  const read = printed(z.union([objectList, liveObject]), json);
  return "items" in read ? read.items : [read];
}

const watchEvent = z.object({ type: z.string(), object: z.unknown() });

/**
 * @param line as `kubectl --output-watch-events` prints a change
 * @returns its object; undefined for one that is deleted, or for an error
 * @throws UserError
 */
export function readChange(line: string): { readonly type: string; readonly object: LiveObject | undefined } {
  const { type, object } = printed(watchEvent, line);
  const isGone = type === "ERROR" || type === "DELETED";
  return { type, object: isGone ? undefined : liveObject.parse(object) };
}

function printed<S extends z.ZodType>(schema: S, json: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(json));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UserError(`kubectl printed what is no Kubernetes object: ${words}`);
  }
}
