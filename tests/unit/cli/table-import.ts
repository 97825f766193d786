/** `tkg-edge fleet import` of a table into an example fleet. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { defaults } from "../fleet/fleet-folder.js";
import { useEdgeCommand, type EdgeCommand } from "./edge-command.js";

/** In cells that nothing may show. */
export const marker = "s3cr3t-Marker";

export const fleetText = `# The fleet.
defaults: ${JSON.stringify(defaults)}
groups:
  north: {labels: {region: north}}   # flow, kept
  large:
    site: {machine: {numCPUs: 8}}
sites:
  # Files with more.
  files: sites/*.yaml

  shop-1:        # the first
    groups: [ north ]
    site: {controlPlaneEndpoint: 10.0.0.1}
  # behind the last
`;

interface TableImport extends Pick<EdgeCommand, "edge"> {
  readonly path: (name: string) => string;
  readonly write: (name: string, content: string | Buffer) => void;
  readonly text: (name: string) => string;
  /** Writes the table. */
  readonly table: (...lines: readonly string[]) => void;
  readonly run: EdgeCommand["edge"];
  readonly sitesIn: (name: string) => Record<string, unknown>;
  /** What is refused, without the head; nothing is written. */
  readonly refusal: (...args: string[]) => Promise<string>;
}

/** Gives each case the example fleet, with a file of further sites. */
export function useTableImport(): TableImport {
  const command = useEdgeCommand();
  const { edge } = command;
  const path = (name: string) => join(command.directory, name);
  const write = (name: string, content: string | Buffer) => {
    mkdirSync(join(path(name), ".."), { recursive: true });
    writeFileSync(path(name), content);
  };
  const text = (name: string) => readFileSync(path(name), "utf8");
  const table = (...lines: readonly string[]) => {
    write("sites.csv", `${lines.join("\n")}\n`);
  };
  const run = (...args: string[]) => edge("fleet", "import", "sites.csv", ...args);
  const sitesIn = (name: string) => load(text(name)) as Record<string, unknown>;

  beforeEach(() => {
    write("fleet.yaml", fleetText);
    write("sites/a.yaml", "# More of them.\nshop-2: { site: { controlPlaneEndpoint: 10.0.0.2 } }\n");
  });

  /** What is refused, without the head; nothing is written. */
  async function refusal(...args: string[]): Promise<string> {
    const { code, out, err } = await run(...args);
    assert.equal(code, 1, out);
    assert.equal(text("fleet.yaml"), fleetText);
    assert.ok(!`${out}${err}`.includes(marker), err);
    return err;
  }

  return { edge, path, write, text, table, run, sitesIn, refusal };
}
