/**
 * The vSphere plugin's sessions with vCenter. The plugin logs in when it is configured and never logs out, and vCenter stops at
 * a limit of sessions that a fleet's previews would reach. So the plugin writes its session into a private folder, and the
 * program ends it after the last query.
 *
 * The folder's path is an input of the provider and therefore in the state: it is relative to the project, and the same on each
 * machine. What is in it is a credential while a run lasts: mode 0600, in a folder of mode 0700, gone when the run is over. What
 * a killed run leaves is ended and removed by the next one.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fateOf, processIdentity, thisProcess } from "../clients/process-identity.js";
import { logOut, requestVcenter, type VcenterTrust } from "../clients/vcenter-requests.js";

/** Inputs of the provider. */
export interface SessionPaths {
  readonly persistSession: true;
  readonly vimSessionPath: string;
  readonly restSessionPath: string;
}

const root = ".tkg-edge";

/** How long another run of the same stack is waited for: its queries take a second or two. */
const turnSeconds = 60;

/**
 * Gives `body` what makes the plugin write its sessions down, and ends them afterwards. Runs of one stack in one folder take
 * turns, since the plugin would share their sessions.
 * @param stack its name, which is part of the path; with that of a component, where it has several of them
 * @param project folder of the project
 */
export async function withPluginSession<T>(
  trust: VcenterTrust,
  stack: string,
  body: (paths: SessionPaths | undefined) => Promise<T>,
  project = ".",
): Promise<T> {
  const folder = `${root}/vcenter-sessions/${encodeURIComponent(stack)}`;
  const here = join(project, folder);
  if (!(await takeTurn(here))) return body(undefined);
  try {
    // Of a run that was killed.
    await endSessions(trust, here);
    const [vimSessionPath, restSessionPath] = [`${folder}/vim`, `${folder}/rest`];
    return await body({ persistSession: true, vimSessionPath, restSessionPath });
  } finally {
    await endAll(trust, here);
  }
}

const attempts = 10;

/**
 * Ends every session and removes the folder. The plugin may still be logging in, for a query that was given up: what it
 * writes meanwhile is ended too. What it writes after that, the next run ends; it is no reason for this one to fail.
 */
async function endAll(trust: VcenterTrust, folder: string): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      await endSessions(trust, folder);
      // One by one: a folder with a session that came meanwhile is not empty, and stays.
      for (const kind of Object.keys(sessionKinds)) await removeEmpty(join(folder, kind));
      break;
    } catch {
      await delay(100);
    }
  }
  await rm(lockIn(folder), { force: true }).catch(() => undefined);
  // From here on it may be the turn of another run, whose folder is not empty.
  await rmdir(folder).catch(() => undefined);
}

async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  });
}

const lockIn = (folder: string): string => join(folder, "run.json");

/** @returns false where the folder cannot be written: then the plugin's session ends when vCenter ends it */
async function takeTurn(folder: string): Promise<boolean> {
  const lock = lockIn(folder);
  const until = Date.now() + turnSeconds * 1000;
  for (;;) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(lock, JSON.stringify(thisProcess()), { flag: "wx", mode: 0o600 });
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // ENOENT: the run before this one has just removed the folder.
      if (code !== "EEXIST" && code !== "ENOENT") return false;
    }
    if (!isHeld(lock) || Date.now() > until) await rm(lock, { force: true });
    else await delay(100);
  }
}

function isHeld(lock: string): boolean {
  try {
    const owner = processIdentity.safeParse(JSON.parse(readFileSync(lock, "utf8")));
    return !owner.success || fateOf(owner.data) !== "dead";
  } catch {
    // Being written, or just gone.
    return existsSync(lock);
  }
}

/** Ends the sessions that are written down in a folder, and forgets them. vCenter itself ends the others when they are idle. */
async function endSessions(trust: VcenterTrust, folder: string): Promise<void> {
  for (const [kind, end] of Object.entries(sessionKinds)) {
    for (const file of filesIn(join(folder, kind))) {
      const text = readFileSync(file, "utf8");
      for (const session of sessionsIn(text)) await end(trust, session).catch(() => undefined);
      await rm(file, { force: true });
    }
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

const endVim = (trust: VcenterTrust, id: string) => logOut(trust, `vmware_soap_session=${id}`);

const endRest = (trust: VcenterTrust, id: string) =>
  requestVcenter(trust, {
    method: "DELETE",
    path: "/rest/com/vmware/cis/session",
    headers: { "vmware-api-session-id": id },
  });

/** The folders of the plugin's sessions, and how one is ended. */
const sessionKinds = { vim: endVim, rest: endRest } as const;

/** Ids of sessions in a file of govmomi (soap and rest packages, MarshalJSON). Exported for its tests. */
export function sessionsIn(text: string): readonly string[] {
  const ids: string[] = [];
  try {
    JSON.parse(text, (key, value: unknown) => {
      if (key === "SessionID" && typeof value === "string" && value !== "") ids.push(value);
      if (isSessionCookie(value)) ids.push(value.Quoted === true ? `"${value.Value}"` : value.Value);
      return value;
    });
  } catch {
    // A killed run wrote half of it: vCenter ends that session when nobody uses it.
  }
  return [...new Set(ids)];
}

interface Cookie {
  readonly Name: string;
  readonly Value: string;
  readonly Quoted?: boolean;
}

const isSessionCookie = (value: unknown): value is Cookie =>
  typeof value === "object" &&
  value !== null &&
  "Name" in value &&
  /^vmware[_-](soap_session|api-session-id)$/.test(String(value.Name)) &&
  "Value" in value &&
  typeof value.Value === "string" &&
  value.Value !== "";
