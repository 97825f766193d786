// Writes an archive for a bug report: processes with their versions, all logs, the objects of the management
// cluster and the inventory of the simulated vCenter, without data of Secrets, keys and kubeconfigs.
import { createWriteStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { execa } from "execa";
import pRetry from "p-retry";
import tar from "tar-stream";
import { toolEnvironment } from "./environment.js";
import { readSandboxFile } from "./layout.js";
import { accessOfFile } from "./stand-ins/runtime/api-access.js";
import { KubeClient, KubeError } from "./stand-ins/runtime/kube-client.js";
import { renderStatus, sandboxStatus } from "./status.js";
import { toolPath } from "./toolchain/tools.js";

/** API groups to collect; those of the API server itself are of no use in a report. */
const groups = /(^|\.)(tanzu\.vmware\.com|x-k8s\.io|carvel\.dev|k14s\.io)$/;
const coreKinds = ["namespaces", "configmaps", "secrets", "services", "events"];
/** Small files of the sandbox directory that hold no secret. */
const plainFiles = ["sandbox.json", "connection.json", "faults.json"];
const inventoryTimeoutMilliseconds = 20_000;

/**
 * Writes the archive.
 * @param directory Absolute path of the sandbox.
 * @param target Path of the `.tar.gz`.
 * @returns the parts that could not be collected, e.g. because a process is dead; the archive lists them too.
 * @throws Error when there is no sandbox.
 */
export async function collect(directory: string, target: string): Promise<string[]> {
  const file = readSandboxFile(directory);
  const status = await sandboxStatus(directory);
  if (file === undefined || status === undefined) throw new Error(`there is no sandbox in ${directory}`);
  const archive = tar.pack();
  const writing = pipeline(archive, createGzip(), createWriteStream(target, { mode: 0o600 }));
  const missing: string[] = [];
  const add = (name: string, content: string): void => {
    archive.entry({ name: `tkg-edge-sandbox/${name}` }, content);
  };
  const attempt = async (what: string, action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      // Only the first lines of a failed tool: govc adds its whole usage.
      const text = error instanceof Error ? error.message : String(error);
      missing.push(`${what}: ${text.split("\n").slice(0, 3).join(" ")}`);
    }
  };
  add(
    "status.txt",
    `${renderStatus(status)}\n\nnode ${process.version} on ${process.platform} ${process.arch}\n`,
  );
  for (const name of plainFiles) {
    await attempt(name, async () => {
      add(name, await readFile(join(directory, name), "utf8"));
    });
  }
  for (const name of await readdir(join(directory, "logs"))) {
    await attempt(`logs/${name}`, async () => {
      add(`logs/${name}`, await readFile(join(directory, "logs", name), "utf8"));
    });
  }
  await attempt("objects of the management cluster", async () => {
    const client = clientOf(join(directory, "kubeconfig"));
    for (const path of await listPaths(client)) {
      await attempt(path, async () => {
        const list = await getList(client, path);
        if ((list.items ?? []).length === 0) return;
        add(`objects${path}.json`, `${JSON.stringify(withoutSecrets(list), null, 2)}\n`);
      });
    }
  });
  await attempt("inventory of the vCenter", async () => {
    const env = toolEnvironment(directory, file.block);
    const options = { env, timeout: inventoryTimeoutMilliseconds };
    add("vcenter/inventory.txt", (await execa(toolPath("govc"), ["find", "-l", "/"], options)).stdout);
    const machines = (await execa(toolPath("govc"), ["find", "-type", "m", "/"], options)).stdout;
    const paths = machines.split("\n").filter((line) => line !== "");
    if (paths.length > 0) {
      add("vcenter/machines.txt", (await execa(toolPath("govc"), ["vm.info", ...paths], options)).stdout);
    }
  });
  if (missing.length > 0) add("missing.txt", `${missing.join("\n")}\n`);
  archive.finalize();
  await writing;
  return missing;
}

interface ResourceList {
  readonly resources: readonly { readonly name: string; readonly verbs: readonly string[] }[];
}

function clientOf(kubeconfig: string): KubeClient {
  return new KubeClient(accessOfFile(kubeconfig), "tkg-edge-sandbox");
}

/** API paths of all lists to collect. */
async function listPaths(client: KubeClient): Promise<string[]> {
  const { groups: served } = (await client.request("GET", "/apis")) as {
    groups: { name: string; preferredVersion: { groupVersion: string } }[];
  };
  const paths = coreKinds.map((kind) => `/api/v1/${kind}`);
  for (const group of served.filter(({ name }) => groups.test(name))) {
    const root = `/apis/${group.preferredVersion.groupVersion}`;
    const { resources } = (await client.request("GET", root)) as ResourceList;
    const listed = resources.filter(({ name, verbs }) => verbs.includes("list") && !name.includes("/"));
    paths.push(...listed.map(({ name }) => `${root}/${name}`));
  }
  return paths;
}

/** A list; retries while the API server opens the storage of a kind that no client has read before. */
function getList(client: KubeClient, path: string): Promise<{ items?: object[] | null }> {
  return pRetry(() => client.request("GET", path) as Promise<{ items?: object[] | null }>, {
    retries: 5,
    minTimeout: 200,
    shouldRetry: ({ error }) => error instanceof KubeError && error.code === 429,
  });
}

/** Fields with secret values, at any place in an object. */
const secretFields = new Set(["data", "stringData", "password", "token", "userData", "sshAuthorizedKeys"]);

/**
 * A copy in which the values of secret fields are replaced by a note of their keys; data of ConfigMaps stays.
 * @param value of an API list
 */
export function withoutSecrets(value: unknown): unknown {
  const configMaps = (value as { kind?: unknown }).kind === "ConfigMapList";
  return redact(value, configMaps ? new Set<string>() : secretFields);
}

function redact(value: unknown, fields: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => redact(item, fields));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
      // These repeat the object's content, including the data of a Secret.
      if (key === "managedFields" || key === "kubectl.kubernetes.io/last-applied-configuration") return [];
      return [[key, fields.has(key) ? removed(inner) : redact(inner, fields)]];
    }),
  );
}

function removed(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "(removed)";
  return Object.fromEntries(Object.keys(value).map((key) => [key, "(removed)"]));
}
