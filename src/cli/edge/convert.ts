/** `tkg-edge convert`: a stack configuration from a flat file or from objects of Kubernetes. */
import type { FlatSections } from "../../config/flat-file/sections.js";
import { readInput, withTkr } from "./file-input.js";
import type { PulumiRunner } from "./store-password.js";
import type { Terminal } from "./terminal.js";
import { writeStack, type StackOptions } from "./write-stack.js";

export interface ConvertOptions extends StackOptions {
  readonly file: string;
  readonly tkrVersion?: string | undefined;
  /** The cluster exists: mark it for adoption in the stack, and take the file for its inputs. */
  readonly adopt: boolean;
  /** Of several Clusters in the file the one to take. */
  readonly name?: string | undefined;
}

/** @throws UserError with every problem; nothing is written then */
export async function convert(
  options: ConvertOptions,
  terminal: Terminal,
  pulumi: PulumiRunner,
): Promise<void> {
  const read = withTkr(readInput(options.file, options.directory, options), options.tkrVersion);
  const sections = options.adopt ? asExisting(read) : read;
  await writeStack(sections, options.file, options, [], terminal, pulumi);
}

/** A site that exists: it is taken over, without what its file does not make. */
function asExisting(sections: FlatSections): FlatSections {
  const { site, withoutCpiConfig, notes } = sections;
  if (withoutCpiConfig !== true) return { ...sections, site: { ...site, adopt: true } };
  const note = "there is no VSphereCPIConfig, which is site.cpi.excludeEndpoint: false";
  return {
    ...sections,
    site: { ...site, adopt: true, cpi: { excludeEndpoint: false } },
    notes: [...notes, note],
  };
}
