/** What a stack needs in its pod beside its configuration: files and passwords, each by reference. */
import { isAbsolute, posix } from "node:path";
import { maskedText } from "../../config/display-value.js";
import { namedFiles } from "../../config/file-keys.js";
import { valueAt, type LayerValues } from "../../config/lower-layers.js";
import { passwordNames, type PasswordName } from "../../config/password-sources.js";
import { isTree, type Tree } from "../../config/tree.js";
import type { MountedFile, NeededSecret, NotExpressed, SecretKey } from "./exported-stack.js";
import { objectName } from "./object-name.js";

/** Of `exportFleet`. */
export interface PodPlace {
  /** Folder of the program in the image, absolute. */
  readonly projectDirectory: string;
  /** Certificates of a PEM file of the project; undefined where it cannot be read or holds none. */
  readonly certificatesOf: (path: string) => string | undefined;
}

export interface StackNeeds {
  readonly connection: unknown;
  readonly passwords: Partial<Record<PasswordName, SecretKey>>;
  readonly variables: Record<string, SecretKey>;
  readonly files: MountedFile[];
  readonly secrets: NeededSecret[];
  /** By path of the project. */
  readonly certificates: Map<string, string>;
  readonly missing: Omit<NotExpressed, "stacks">[];
}

/** The ConfigMap of the certificates. */
export const certificatesName = "tkg-edge-certificates";

const parts = { vcenterPassword: "vcenter", registryPassword: "registry" } as const;

/** @param secretsSet passwords that the stack itself holds */
export function needsOf(values: LayerValues, secretsSet: ReadonlySet<string>, place: PodPlace): StackNeeds {
  const needs: StackNeeds = {
    ...{ connection: values.connection, passwords: {}, variables: {}, files: [], secrets: [] },
    ...{ certificates: new Map<string, string>(), missing: [] },
  };
  const withPasswords = passwordNames.reduce((sofar, name) => addPassword(sofar, name, secretsSet), needs);
  addFiles(withPasswords, values, place);
  return withPasswords;
}

function addPassword(needs: StackNeeds, name: PasswordName, secretsSet: ReadonlySet<string>): StackNeeds {
  const part = parts[name];
  const { connection } = needs;
  const server = isTree(connection) ? connection[part] : undefined;
  if (!isTree(connection) || !isTree(server)) return needs;
  const { passwordFrom, ...rest } = server;
  const [user, host] = [String(server.username), String(server.server ?? server.host)];
  const place = `${host} ${user}`;
  const what = `the password of ${user} at ${host}`;
  if (passwordFrom === undefined) {
    // A registry without a user is asked for nothing.
    if (!secretsSet.has(name) || server.username === undefined) return needs;
    needs.passwords[name] = needed(needs, objectName(part, place), "password", what);
    return needs;
  }
  const environment = valueAt({ passwordFrom }, ["passwordFrom", "environment"]);
  const file = valueAt({ passwordFrom }, ["passwordFrom", "file"]);
  if (typeof environment === "string") {
    const secret = objectName("password", environment);
    needs.variables[environment] = needed(needs, secret, "password", `${what} (${environment})`);
    return needs;
  }
  if (typeof file === "string") return needs; // a file as every other
  const program = valueAt({ passwordFrom }, ["passwordFrom", "command", 0]);
  needs.missing.push({
    what: `connection.${part}.passwordFrom.command (${String(program)})`,
    instead: "the password is taken from a Secret; no program is run for it",
  });
  needs.passwords[name] = needed(needs, objectName(part, place), "password", what);
  return { ...needs, connection: { ...connection, [part]: rest } };
}

function needed(needs: StackNeeds, secret: string, key: string, what: string): SecretKey {
  needs.secrets.push({ name: secret, key, what });
  return { secret, key };
}

function addFiles(
  needs: StackNeeds,
  values: LayerValues,
  { projectDirectory, certificatesOf }: PodPlace,
): void {
  const inPod = (path: string) =>
    isAbsolute(path) ? posix.normalize(path) : posix.join(projectDirectory, path);
  const mounted = new Set<string>();
  for (const { key, path } of namedFiles("connection", needs.connection)) {
    // A pod takes one mount at each path: vCenter and the registry may have one CA.
    if (mounted.has(inPod(path))) continue;
    mounted.add(inPod(path));
    if (key === "managementCluster.kubeconfig" || key.endsWith("passwordFrom.file")) {
      const isKubeconfig = key === "managementCluster.kubeconfig";
      const kind = isKubeconfig ? "kubeconfig" : "password";
      const name = objectName(kind, path);
      needs.secrets.push({ name, key: kind, what: `the content of ${path}`, file: { path, isKubeconfig } });
      needs.files.push({ path: inPod(path), from: "Secret", name, key: kind });
      continue;
    }
    const certificates = certificatesOf(path);
    if (certificates === undefined) {
      needs.missing.push({
        what: `connection.${key}: ${path}, which cannot be read here or holds no certificate`,
        instead: `the image has to have it as ${inPod(path)}`,
      });
      continue;
    }
    const entry = objectName("ca", path);
    needs.certificates.set(entry, certificates);
    needs.files.push({ path: inPod(path), from: "ConfigMap", name: certificatesName, key: entry });
  }
  const others = (["template", "site"] as const).flatMap((section) =>
    namedFiles(section, values[section]).map(({ path }) => path),
  );
  for (const path of others) {
    needs.missing.push({
      what: `the file or folder ${path}`,
      instead: `the image, or a volume of the pod, has to have it as ${inPod(path)}`,
    });
  }
  for (const command of ["rebuild.beforeCommand", "afterReady.command"]) {
    if (valueAt(values, ["site", ...command.split(".")]) === undefined) continue;
    needs.missing.push({
      what: `what site.${command} runs`,
      instead: `the image has to have its programs; it runs in ${projectDirectory}`,
    });
  }
}

/** Config paths whose values may be secret: an object would show them to everyone who may read it. */
export function secretPaths(value: unknown, path: string, name = ""): string[] {
  if (typeof value === "string") return maskedText(value, name) === value ? [] : [path];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => secretPaths(item, `${path}[${index}]`, name));
  }
  if (!isTree(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === "passwordFrom" ? [] : secretPaths(item, `${path}.${key}`, key),
  );
}

/** By section as a stack file has them. @param connection in place of that of the values */
export function configOf(values: LayerValues, connection: unknown): Tree {
  return Object.fromEntries(
    Object.entries({ ...values, connection })
      .filter(([, value]) => value !== undefined)
      .map(([section, value]) => [`tkg-edge:${section}`, value]),
  );
}
