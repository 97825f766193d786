// Keeps a command from outliving this plugin. The engine ends a plugin that does not answer with SIGKILL, after
// which it can no longer end its commands itself. So each command has a watcher: a shell, in a session of its own,
// that reads a pipe whose other end only this process holds. When the pipe closes without a word, this process is
// gone, and the watcher ends the command's process group. (Linux could do this with PR_SET_PDEATHSIG, which Node
// does not offer.) What remains: a command that starts a session of its own escapes, as from any shell.
import { spawn } from "node:child_process";

/** Seconds a process group has between the request to end and its forced end. */
export const graceSeconds = 10;

const watch = `read -r word; [ "$word" = done ] && exit 0
kill -s TERM -- "-$1" 2>/dev/null || exit 0
left=${String(graceSeconds * 5)}
while [ "$left" -gt 0 ]; do kill -s 0 -- "-$1" 2>/dev/null || exit 0; sleep 0.2; left=$((left - 1)); done
kill -s KILL -- "-$1" 2>/dev/null`;

/**
 * Watches the process group `group`.
 * @returns a function that calls the watcher off; to be called when the command has ended.
 */
export function leash(group: number): () => void {
  const watcher = spawn("/bin/sh", ["-c", watch, "watcher", String(group)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin" },
    cwd: "/",
  });
  watcher.on("error", () => undefined); // without a shell there is no leash; the command itself reports the cause
  watcher.stdin.on("error", () => undefined);
  watcher.unref();
  return () => {
    watcher.stdin.end("done\n");
  };
}
