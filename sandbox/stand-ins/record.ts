/**
 * Reads what the stand-ins' process must know of its sandbox, from files in the sandbox directory:
 * `connection.json` (the file that the program reads too) and, if it is there, `stand-ins.json`:
 * `{"profile": "light", "vcenterPassword": "…", "settings": {"addonsDeleteTimeoutSeconds": 60}}`.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { SandboxRecord } from "./stand-in.js";

const connectionSchema = z.object({
  managementCluster: z.object({ kubeconfig: z.string(), context: z.string() }),
  vcenter: z.object({
    server: z.string(),
    username: z.string(),
    thumbprint: z.string().default(""),
    caFile: z.string(),
  }),
  registry: z.object({ host: z.string(), caFile: z.string() }),
});

const settingsSchema = z.object({
  addonsDeleteTimeoutSeconds: z.number().positive().default(600),
  addonsRemovalSeconds: z.number().nonnegative().default(0),
  workloadRetrySeconds: z.number().positive().default(2),
  guests: z.boolean().default(true),
});

const ownSchema = z.object({
  profile: z.enum(["light", "full"]).default("light"),
  /** The sandbox's demo password; it is a public constant. */
  vcenterPassword: z.string().default("Admin!23"),
  settings: settingsSchema.prefault({}),
});

/** The record, and how to reach the management cluster. */
export interface StandInFiles {
  readonly record: SandboxRecord;
  /** Absolute path of the kubeconfig. */
  readonly kubeconfig: string;
  readonly context: string;
}

/**
 * Reads the files of a sandbox directory.
 * @throws Error that names the file and the field when one is missing or wrong.
 */
export function readRecord(sandboxDirectory: string): StandInFiles {
  const directory = path.resolve(sandboxDirectory);
  const connection = parse(path.join(directory, "connection.json"), connectionSchema);
  const own = parse(path.join(directory, "stand-ins.json"), ownSchema, "{}");
  const absolute = (file: string): string => path.resolve(directory, file);
  const { vcenter, registry, managementCluster } = connection;
  return {
    record: {
      directory,
      block: vcenter.server.split(".").slice(0, 3).join("."),
      profile: own.profile,
      settings: own.settings,
      vcenter: { ...vcenter, password: own.vcenterPassword, caFile: absolute(vcenter.caFile) },
      registry: { ...registry, caFile: absolute(registry.caFile) },
    },
    kubeconfig: absolute(managementCluster.kubeconfig),
    context: managementCluster.context,
  };
}

function parse<T extends z.ZodType>(file: string, schema: T, whenMissing?: string): z.infer<T> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (whenMissing === undefined)
      throw new Error(`cannot read ${file}: is this a sandbox directory?`, { cause: error });
    text = whenMissing;
  }
  const result = schema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  throw new Error(`${file}: ${z.prettifyError(result.error)}`);
}
