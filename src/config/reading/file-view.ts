/**
 * Where the files that configuration names are read from: the disk, or in its place the files of another version. Every reader
 * of `config/` asks here, so that one set of readers serves both.
 */
import { existsSync, readdirSync, statSync } from "node:fs";

/** Why a file cannot be read, as the parts of a problem. */
export interface Unreadable {
  readonly absent: boolean;
  /** What is there instead. */
  readonly found: string;
  readonly expected: string;
}

/** As a `Dirent` of Node.js; neither, for a symbolic link. */
export interface FolderEntry {
  readonly name: string;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** Files in place of those on the disk. Paths are absolute. */
export interface FileView {
  /** Whether a path is in this view; what is not is read from the disk. */
  covers(path: string): boolean;
  /** @returns the bytes; or why they cannot be read, also where there are more than `most` */
  read(path: string, most: number): Uint8Array | Unreadable;
  /** @returns what is at a path, symbolic links followed */
  kindOf(path: string): "file" | "folder" | "absent";
  /** @returns the names in a folder; none where there is no such folder */
  entriesOf(folder: string): readonly FolderEntry[];
}

let current: FileView | undefined;

/**
 * Has all readers that a body calls read the files of a view.
 * @param body which reads at once: what it leaves for later is read from the disk
 */
export function withFileView<T>(view: FileView, body: () => T): T {
  const before = current;
  current = view;
  try {
    return body();
  } finally {
    current = before;
  }
}

/** The view that has a path; undefined for one that is read from the disk. */
export const viewOf = (path: string): FileView | undefined => (current?.covers(path) ? current : undefined);

/** Whether there is a file or a folder. @param path absolute */
export function isThere(path: string): boolean {
  const view = viewOf(path);
  return view ? view.kindOf(path) !== "absent" : existsSync(path);
}

/** @param path absolute; @throws an error with a code, as Node.js does, where nothing is there */
export function isFolder(path: string): boolean {
  const view = viewOf(path);
  if (!view) return statSync(path).isDirectory();
  const kind = view.kindOf(path);
  if (kind === "absent") throw Object.assign(new Error(`no such file: ${path}`), { code: "ENOENT" });
  return kind === "folder";
}

/** @param path absolute; @throws an error with a code, as Node.js does, for what is no folder that can be read */
export function folderEntries(path: string): readonly FolderEntry[] {
  const view = viewOf(path);
  return view ? view.entriesOf(path) : readdirSync(path, { withFileTypes: true });
}
