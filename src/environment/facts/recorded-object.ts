/** A Kubernetes object as a stack's own state records it: the outputs of its resource. */
import * as z from "zod";
import { lenient, readAs, text } from "./lenient.js";

const annotations = z.record(z.string(), z.string()).catch({});
const metadata = z.object({ name: text, namespace: text, uid: text, annotations });
const recorded = z.object({ apiVersion: text, kind: text, metadata: lenient(metadata) });

export interface RecordedObjectFacts {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly uid: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

/** @param outputs of any resource; of one that is no object, nothing is known */
export function readRecorded(outputs: Readonly<Record<string, unknown>>): RecordedObjectFacts {
  const { apiVersion, kind, metadata: of } = readAs(recorded, outputs);
  const { name, namespace, uid } = of ?? {};
  return { apiVersion, kind, name, namespace, uid, annotations: of?.annotations ?? {} };
}
