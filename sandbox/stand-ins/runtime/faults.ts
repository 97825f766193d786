/**
 * Faults that a person or a test can switch on in a running sandbox, by a file: `<sandbox dir>/faults.json`,
 * e.g. `{"cloneFails": true}`. No file: no faults. The file is read at each question, so a change works at once.
 */
import { readFileSync } from "node:fs";
import path from "node:path";

/** Each is off unless set. */
export interface Faults {
  /** The stand-in of the TKr source cannot reach the registry. */
  readonly registryDown?: boolean;
  /** No TKr is compatible, whatever the ConfigMaps list. */
  readonly tkrIncompatible?: boolean;
  /** vCenter refuses every login (vcsim itself answers so). */
  readonly vcenterLoginFails?: boolean;
  /** The password that vCenter takes from now on, in place of the sandbox's; sessions go on (vcsim itself). */
  readonly vcenterPassword?: string;
  /** vCenter reports this version, such as `7.0.3`. */
  readonly vcenterVersion?: string;
  /** The role that the user has in vCenter, by name: `ReadOnly`, `NoAccess`, or one that was added. */
  readonly vcenterRole?: string;
  /** The registry requires this login, as `user:password`. */
  readonly registryLogin?: string;
  /** Cloning a VM fails (light profile). */
  readonly cloneFails?: boolean;
  /** The Node of a guest stays NotReady. */
  readonly nodeNeverReady?: boolean;
  /** The API server of a guest never starts. */
  readonly guestSilent?: boolean;
  /** Deleting a Cluster never gets past its infrastructure (light profile). */
  readonly deleteHangs?: boolean;
}

/**
 * The faults that are on.
 * @param directory The sandbox directory.
 * @throws Error when the file is there but no JSON object.
 */
export function readFaults(directory: string): Faults {
  const file = path.join(directory, "faults.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return {};
  }
  if (text.trim() === "") return {};
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new Error(`${file}: expected an object such as {"cloneFails": true}`);
  }
  return parsed;
}
