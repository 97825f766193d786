/** The text of a failure on this machine, whichever tool met it. */
import { tmpdir } from "node:os";
import type { LocalCause } from "./failure-cause.js";

const temporary = (): string =>
  `the temporary folder ${tmpdir()} (${process.env.TMPDIR === undefined ? "TMPDIR is not set" : "TMPDIR"})`;

/** @returns the cause and its fix, as one sentence that starts with "this machine" */
export function explainLocal(cause: LocalCause): string {
  switch (cause) {
    case "tool-missing":
      return "this machine lacks a tool; install it, or run make tools and put its folder on the PATH";
    case "disk-full":
      return `this machine has no space left, or a quota is used up; free some (df -h), or set TMPDIR to a folder with space: the tools write to ${temporary()}`;
    case "file-missing":
      return `this machine lacks a file or folder that is needed; create it, or correct the path. Among others ${temporary()} must exist`;
    case "file-forbidden":
      return `this machine does not let this user read or write a file or folder; correct its owner or mode. Among others ${temporary()} must be writable`;
    case "file-unusable":
      return "this machine cannot read or write a file (a read-only file system, too many open files or a damaged disk); fix that";
    case "connecting-forbidden":
      return "this machine forbids the connection; check its firewall and the sandbox or container in which this runs";
  }
}
