/**
 * Keeps what this process starts from outliving it, also where it is killed and can end nothing itself: a watcher, in a
 * session of its own, reads a pipe whose other end only this process holds. When the pipe closes, this process is gone, and
 * the watcher ends what is still held. (Linux could do this with PR_SET_PDEATHSIG, which Node does not offer.) What remains:
 * a process that starts a session of its own escapes, as from any shell.
 */
import { spawn, type ChildProcess } from "node:child_process";

/** Seconds between the request to end and the forced end. */
export const graceSeconds = 10;

// A target is the id of a process, or of a group with a minus before it, as `kill` takes them.
const watch = `held=
while read -r verb target; do
  case $verb in
    hold) held="$held $target" ;;
    free) rest=
      for one in $held; do [ "$one" = "$target" ] || rest="$rest $one"; done
      held=$rest ;;
  esac
done
alive() { for one in $held; do kill -s 0 -- "$one" 2>/dev/null && return 0; done; return 1; }
for one in $held; do kill -s TERM -- "$one" 2>/dev/null; done
left=${String(graceSeconds * 5)}
while [ "$left" -gt 0 ]; do alive || exit 0; sleep 0.2; left=$((left - 1)); done
for one in $held; do kill -s KILL -- "$one" 2>/dev/null; done`;

let watcher: ChildProcess | undefined;

/**
 * Ends a child, or its process group, should this process be gone first.
 * @param pid of the child; undefined for one that did not start
 * @returns a function that lets go of it, to be called when it has ended
 */
export function leash(pid: number | undefined, what: "process" | "group" = "process"): () => void {
  if (pid === undefined) return () => undefined;
  const target = String(what === "group" ? -pid : pid);
  watcher ??= startWatcher();
  watcher.stdin?.write(`hold ${target}\n`);
  return () => watcher?.stdin?.write(`free ${target}\n`);
}

function startWatcher(): ChildProcess {
  const started = spawn("/bin/sh", ["-c", watch, "tkg-edge-watcher"], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin" },
    cwd: "/",
  });
  // Without a shell there is no leash; the tool itself is none the worse.
  started.on("error", () => undefined);
  started.stdin.on("error", () => undefined);
  started.unref();
  // Its type does not have what a pipe's socket has.
  (started.stdin as unknown as { unref(): void }).unref();
  return started;
}
