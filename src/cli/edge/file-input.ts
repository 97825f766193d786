/** A file that describes a cluster in TKG's own words: a flat file, or objects of Kubernetes. */
import { isAbsolute, join } from "node:path";
import { readFlatFile, type FlatSections } from "../../config/flat-file/sections.js";
import { isObjectSpec, readObjectSpec } from "../../config/object-spec/read-object-spec.js";
import { parseStack } from "../../config/parse-stack.js";
import { ConfigurationError, type Problem } from "../../config/problem.js";
import { readTextFile } from "../../config/reading/text-file.js";
import type { Purpose, RawStack, StackSpec } from "../../config/stack-spec.js";
import { triedTinyTkrs } from "../../config/tkg-releases.js";
import { isTinyTkrVersion } from "../../config/tkr-version.js";

/** What is made of a file that could be read in more than one way. */
export interface InputOptions {
  /** Of several Clusters in the file the one to take. */
  readonly name?: string | undefined;
  readonly editLoadBalancer?: boolean | undefined;
  readonly withoutPassword?: boolean | undefined;
}

/** @throws ConfigurationError when there is no such file */
export function readInput(file: string, directory: string, options: InputOptions = {}): FlatSections {
  const read = readTextFile(isAbsolute(file) ? file : join(directory, file));
  if ("unreadable" in read) {
    const { absent, found, expected } = read.unreadable;
    const input =
      "a flat configuration file, or what `tanzu cluster create --dry-run` or `kubectl get` prints";
    throw new ConfigurationError([{ path: file, found, expected: absent ? input : expected }], "the input");
  }
  const { name, editLoadBalancer = false, withoutPassword = false } = options;
  const edits = { editLoadBalancer, withoutPassword };
  return isObjectSpec(read.text)
    ? readObjectSpec(read.text, file, { ...edits, name })
    : readFlatFile(read.text, file, { ...edits, edits: true });
}

/** The sections with the TKr that the user names, if any. */
export function withTkr(sections: FlatSections, tkrVersion: string | undefined): FlatSections {
  if (tkrVersion === undefined) return sections;
  const kind = isTinyTkrVersion(tkrVersion) ? "minimal" : "standard";
  return { ...sections, site: { ...sections.site, tkrVersion, kind } };
}

/** For printing alone: the newest TKr that was tried, where neither the file nor the user names one. */
export function withSomeTkr(sections: FlatSections): FlatSections {
  const [tkr] = triedTinyTkrs;
  if (sections.site.tkrVersion !== undefined || !tkr) return sections;
  const note = `the file names no TKr: printed for ${tkr.tkrVersion}; --tkr-version names another`;
  return { ...withTkr(sections, tkr.tkrVersion), notes: [...sections.notes, note] };
}

/**
 * Checks the content of a file and lists every problem: lines first, then the whole.
 * @param raw the stack that is made of the sections
 * @throws ConfigurationError
 */
export function checkedInput(
  sections: FlatSections,
  raw: RawStack,
  directory: string,
  file: string,
  purpose: Purpose,
  further: readonly Problem[] = [],
): StackSpec {
  const { origins } = sections;
  try {
    const spec = parseStack(raw, directory, file, purpose);
    const problems = [...sections.problems, ...further];
    if (problems.length > 0) throw new ConfigurationError(problems, file);
    return spec;
  } catch (error) {
    if (!(error instanceof ConfigurationError) || error.problems === sections.problems) throw error;
    const own = [...sections.problems, ...further];
    // Where the Cluster itself cannot be read, all that it would have given is missing.
    const isUnread = sections.problems.length > 0 && Object.keys(sections.site).length === 0;
    const others = error.problems.filter(
      (problem) => !own.includes(problem) && !origins.explains(problem) && !isUnread,
    );
    throw new ConfigurationError([...own, ...others.map((problem) => origins.locate(problem))], file);
  }
}
