/** The files of a git revision, in place of those on the disk. Symbolic links are followed within the repository alone. */
import { realpathSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, relative } from "node:path";
import { UserError } from "../config/problem.js";
import type { FileView, FolderEntry, Unreadable } from "../config/reading/file-view.js";
import { tooLarge } from "../config/reading/text-file.js";
import { GitObjects, incompleteClone } from "./git-objects.js";
import { git } from "./git.js";

/** An object of a tree. */
interface Entry {
  readonly kind: "file" | "link" | "submodule";
  readonly object: string;
}

type Found =
  | { readonly kind: "file"; readonly path: string; readonly object: string }
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "absent" }
  | { readonly kind: "not read"; readonly found: string; readonly expected: string };

const kinds: Readonly<Record<string, Entry["kind"]>> = {
  "100644": "file",
  "100755": "file",
  "120000": "link",
  "160000": "submodule",
};

const mostLinks = 40;

export class RevisionFiles implements FileView {
  /** Paths in the repository. */
  readonly #entries: ReadonlyMap<string, Entry>;
  /** Names in each folder; the root is empty. */
  readonly #folders = new Map<string, Set<string>>([["", new Set()]]);
  readonly #alike = new Map<string, string[]>();
  readonly #objects: GitObjects;

  private constructor(
    /** Top folder of the work tree, absolute and without symbolic links. */
    readonly root: string,
    /** As the user names it. */
    readonly revision: string,
    readonly commit: string,
    listing: string,
  ) {
    this.#entries = entriesOf(listing);
    this.#objects = new GitObjects(root, revision);
    for (const [path, { kind }] of this.#entries) {
      this.#addToFolder(path);
      if (kind !== "file") continue;
      for (const key of likenesses(path)) appended(this.#alike, key, path);
    }
  }

  /**
   * @param directory absolute, without symbolic links, in a work tree
   * @throws UserError for what is no revision, or no repository
   */
  static open(directory: string, revision: string): RevisionFiles {
    if (revision === "" || revision.startsWith("-") || /[\0-\x20\x7f]/.test(revision)) {
      throw new UserError(
        `--against: ${JSON.stringify(revision)}; expected: a branch, tag or commit, such as origin/main`,
      );
    }
    const top = git(directory, ["rev-parse", "--show-toplevel"]);
    if ("failure" in top) {
      throw new UserError(
        `--against: ${directory} is in no git work tree that can be read (${top.failure}); expected: a project in a git repository`,
      );
    }
    const named = git(directory, ["rev-parse", "--verify", "--end-of-options", `${revision}^{commit}`]);
    if ("failure" in named) {
      throw new UserError(
        `--against: "${revision}" is no revision of this repository; expected: a branch, tag or commit that exists here ` +
          "(git fetch brings in others; a shallow clone has the newest commits alone)",
      );
    }
    const root = realpathSync(top.stdout.toString("utf8").replace(/\n$/, ""));
    const commit = named.stdout.toString("utf8").trim();
    const tree = git(root, ["ls-tree", "-r", "-z", "--full-tree", commit]);
    if ("failure" in tree) throw incompleteClone(revision, tree.failure);
    return new RevisionFiles(root, revision, commit, tree.stdout.toString("utf8"));
  }

  covers(path: string): boolean {
    return path === this.root || path.startsWith(this.root === "/" ? "/" : `${this.root}/`);
  }

  read(path: string, most: number): Uint8Array | Unreadable {
    const found = this.#find(path);
    switch (found.kind) {
      case "file":
        return this.#bytesOf(found.path, found.object, most) ?? tooLarge(most);
      case "folder":
        return { absent: false, found: "a directory", expected: "a file" };
      case "absent":
        return { absent: true, found: `no such file in ${this.revision}`, expected: "a file that exists" };
      case "not read":
        return { absent: false, found: found.found, expected: found.expected };
    }
  }

  kindOf(path: string): "file" | "folder" | "absent" {
    const { kind } = this.#find(path);
    // What is there and not read is reported where it is read.
    return kind === "not read" ? "file" : kind;
  }

  entriesOf(folder: string): readonly FolderEntry[] {
    const found = this.#find(folder);
    if (found.kind !== "folder") return [];
    return [...(this.#folders.get(found.path) ?? [])].map((name) => {
      const entry = this.#entries.get(joined(found.path, name));
      return { name, isFile: () => entry?.kind === "file", isDirectory: () => entry === undefined };
    });
  }

  #addToFolder(path: string): void {
    for (let below = path; below !== "";) {
      const folder = parentOf(below);
      const known = this.#folders.get(folder);
      const names = known ?? new Set<string>();
      names.add(basename(below));
      if (known) return;
      this.#folders.set(folder, names);
      below = folder;
    }
  }

  #find(path: string): Found {
    let rest = stepsOf(relative(this.root, path));
    let at = "";
    let links = 0;
    for (let step = rest.shift(); step !== undefined; step = rest.shift()) {
      if (step === "..") {
        if (at === "") return outside;
        at = parentOf(at);
        continue;
      }
      const next = joined(at, step);
      const entry = this.#entries.get(next);
      if (!entry) {
        if (!this.#folders.has(next)) return { kind: "absent" };
        at = next;
      } else if (entry.kind === "submodule") {
        return {
          kind: "not read",
          found: `the submodule ${next}, whose files ${this.revision} does not hold`,
          expected: "a file of the repository itself",
        };
      } else if (entry.kind === "file") {
        return rest.length > 0 ? { kind: "absent" } : { kind: "file", path: next, object: entry.object };
      } else {
        links += 1;
        const target = Buffer.from(this.#bytesOf(next, entry.object, 4096) ?? []).toString("utf8");
        if (links > mostLinks || target === "") return { kind: "absent" };
        if (!isAbsolute(target)) rest = [...stepsOf(target), ...rest];
        else if (this.covers(target)) [at, rest] = ["", [...stepsOf(relative(this.root, target)), ...rest]];
        else return outside;
      }
    }
    return { kind: "folder", path: at };
  }

  /** @returns undefined for more than `most` */
  #bytesOf(path: string, object: string, most: number): Uint8Array | undefined {
    // Those that are likely to be next too: a process for each file of a fleet would take minutes.
    const ahead = () =>
      likenesses(path)
        .flatMap((key) => this.#alike.get(key) ?? [])
        .flatMap((one) => this.#entries.get(one)?.object ?? []);
    return this.#objects.read(object, most, ahead);
  }
}

const outside: Found = {
  kind: "not read",
  found: "a symbolic link that leads out of the repository",
  expected: "a file of the repository: of another version no other is read",
};

function entriesOf(listing: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const line of listing.split("\0")) {
    const [, mode = "", object = "", path = ""] = /^(\d+) \w+ ([0-9a-f]+)\t([^]*)$/.exec(line) ?? [];
    const kind = kinds[mode];
    if (kind) entries.set(path, { kind, object });
  }
  return entries;
}

/** Files that are read where one is: those beside it with its ending, and those with its name in other folders. */
const likenesses = (path: string): readonly string[] => [
  `beside ${dirname(path)} ${extname(path)}`,
  `named ${basename(path)}`,
];

const joined = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const stepsOf = (path: string): string[] => path.split("/").filter((step) => step !== "" && step !== ".");

function appended(lists: Map<string, string[]>, key: string, item: string): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
