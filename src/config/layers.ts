/**
 * Where the keys of a stack come from. Of what is set twice, the nearer wins, leaf by leaf (a list is one leaf):
 *
 *   1. `tkg-edge:connection`, `tkg-edge:site`      the stack itself
 *   2. `tkg-edge:connectionFile`                   one environment, many stacks; connection only
 *   3. `tkg-edge:flatFile`                         a TKG flat configuration file; connection.vcenter and site
 *   4. the stacks in `site.from`                  outputs of other stacks; site.tkrVersion and site.className
 *   5. the defaults of the schemas
 *
 * Environment variables are no layer: neither the flat file's own names nor KUBECONFIG nor GOVC_* are ever read.
 */
import { mergeTrees, readConnectionFile } from "./connection-file.js";
import type { Origins } from "./flat-file/origins.js";
import { readFlatFileAt } from "./flat-file/read-file.js";
import { takeFrom, type FromValues } from "./from-stacks.js";
import type { Problem } from "./problem.js";
import type { RawStack } from "./stack-spec.js";
import { isTree } from "./tree.js";

export interface LayeredStack {
  readonly raw: RawStack;
  /** What other stacks gave. */
  readonly from: FromValues;
  readonly problems: readonly Problem[];
  /** A file could not be read, so that keys it would have set are not reported as missing. */
  readonly fatal: boolean;
  /** Which line of the flat file gave which config path; undefined without one. */
  readonly origins?: Origins | undefined;
}

export function layeredStack(own: RawStack, projectDirectory: string): LayeredStack {
  const problems: Problem[] = [];
  let fatal = false;
  let below: { connection?: unknown; site?: unknown } = {};
  let origins: Origins | undefined;
  if (own.flatFile !== undefined) {
    const flat = readFlatFileAt(own.flatFile, projectDirectory);
    problems.push(...flat.problems);
    fatal ||= flat.unreadable;
    below = { connection: flat.connection, site: flat.site };
    origins = flat.origins;
  }
  if (own.connectionFile !== undefined) {
    const file = readConnectionFile(own.connectionFile, projectDirectory);
    if ("problems" in file) {
      problems.push(...file.problems);
      fatal = true;
    } else {
      below = { ...below, connection: layer(below.connection, file.value) };
    }
  }
  const site = layer(below.site, own.site);
  const { values: from, problems: unreadable } = takeFrom(site, own.outputsOfStacks);
  problems.push(...unreadable);
  const { tkrVersion, className } = from;
  const taken = {
    ...(tkrVersion !== undefined && { tkrVersion }),
    ...(className !== undefined && { className }),
  };
  const raw = {
    ...own,
    connection: layer(below.connection, own.connection),
    site: site === undefined ? undefined : layer(taken, site),
  };
  return { raw, from, problems, fatal, origins };
}

function layer(below: unknown, above: unknown): unknown {
  if (above === undefined) return below;
  return isTree(below) && isTree(above) ? mergeTrees(below, above) : above;
}
