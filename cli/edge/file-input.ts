/** A file that describes a cluster in TKG's own words: a flat file, or objects of Kubernetes. */
import { isAbsolute, join } from "node:path";
import { readFlatFile, type FlatSections } from "../../config/flat-file/sections.js";
import { isObjectSpec, readObjectSpec } from "../../config/object-spec/read-object-spec.js";
import { parseStack } from "../../config/parse-stack.js";
import { ConfigurationError, type Problem } from "../../config/problem.js";
import { readTextFile } from "../../config/reading/text-file.js";
import type { Purpose, RawStack, StackSpec } from "../../config/stack-spec.js";
import { tkgReleases } from "../../config/tkg-releases.js";
import { isTinyTkrVersion } from "../../config/tkr-version.js";

/** @throws ConfigurationError when there is no such file */
export function readInput(file: string, directory: string): FlatSections {
  const read = readTextFile(isAbsolute(file) ? file : join(directory, file));
  if ("unreadable" in read) {
    const { absent, found, expected } = read.unreadable;
    const input =
      "a flat configuration file, or what `tanzu cluster create --dry-run` or `kubectl get` prints";
    throw new ConfigurationError([{ path: file, found, expected: absent ? input : expected }], "the input");
  }
  return isObjectSpec(read.text)
    ? readObjectSpec(read.text, file)
    : readFlatFile(read.text, file, { edits: true });
}

/** The sections with a TKr: of the file, else the one that the user named, else the newest tiny one that is known. */
export function withTkr(sections: FlatSections, tkrVersion: string | undefined): FlatSections {
  if (tkrVersion === undefined && sections.site.tkrVersion !== undefined) return sections;
  const version = tkrVersion ?? tkgReleases[0]?.tkrVersion ?? "";
  const kind = isTinyTkrVersion(version) ? "minimal" : "standard";
  const note = `the file names no TKr: taken for ${version}; --tkr-version names another`;
  return {
    ...sections,
    site: { ...sections.site, tkrVersion: version, kind },
    notes: tkrVersion === undefined ? [...sections.notes, note] : sections.notes,
  };
}

/**
 * Checks what a file says, with everything that is wrong in one list: lines first, then the whole.
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
    const others = error.problems.filter((problem) => !own.includes(problem) && !origins.explains(problem));
    throw new ConfigurationError([...own, ...others.map((problem) => origins.locate(problem))], file);
  }
}
