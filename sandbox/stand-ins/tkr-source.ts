/**
 * Stands in for the TKr source controller: from a Package labelled `run.tanzu.vmware.com/tkr-package` to the TKr, its OS
 * images, its ClusterBootstrapTemplate, add-on configs and add-on Packages.
 *
 * The Package's own image reference is pulled from the registry, anonymously, with the authorities that were read at the
 * start of the controller. A ConfigMap `tkr-<version>` in the Package's
 * namespace, owned by the Package, records the generation that was installed; it owns all but TKr and OS images. A Package
 * outside tkg-system gets as far as the template, which admission refuses, and is tried again and again (measured C.4).
 */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { dump, load } from "js-yaml";
import { toolPath } from "../toolchain/tools.js";
import { Controller, type Outcome } from "./runtime/controller.js";
import { isConflict, isNotFound } from "./runtime/kube-error.js";
import {
  isRecord,
  isTerminating,
  keyOf,
  keyText,
  ownerReferenceTo,
  parseKey,
  sameJson,
  type FreeObject,
} from "./runtime/objects.js";
import { configMaps, type ConfigMap, type Resource } from "./runtime/resources.js";
import type { StandIn, StandInContext } from "./stand-in.js";
import { labels, packages, type Package } from "./tkg/api.js";
import { parseObjects, placeObject, resolveImages, type BundleFiles } from "./tkg/bundle.js";
import { versionLabel } from "./tkg/versions.js";
import { authoritiesFile, startDeployment } from "./tkr-source-deployment.js";

/** What the installer ConfigMap remembers. */
interface InstallData {
  readonly ObservedGeneration: number;
  readonly Success: boolean;
}

export const tkrSource: StandIn = {
  name: "stand-in:tkr-source",
  standsInFor: "tkr-source-controller-manager of TKG 2.2.0 (tkr_source)",
  async start(context) {
    const { informer, log, signal } = context;
    const controller = new Controller({
      name: "tkr_source",
      reconcile: (key) => install(context, key),
      log,
      signal,
    });
    informer(packages).onChange(({ type, object, old }) => {
      if (type === "delete" || object.metadata.labels?.[labels.tkrPackage] === undefined) return;
      // As the real one: a Package that was applied again unchanged is no event (measured C.5).
      if (old !== undefined && generationOf(old) === generationOf(object)) return;
      controller.enqueue(keyText(keyOf(object)));
    });
    // The installer ConfigMap is watched too: after a deletion by hand it is recreated, and its objects with
    // it.
    informer(configMaps, { labelSelector: labels.tkrPackage }).onChange(({ type, object }) => {
      const owner = object.metadata.ownerReferences?.find(({ kind }) => kind === packages.kind);
      if (type === "delete" && owner !== undefined) {
        controller.enqueue(keyText({ namespace: object.metadata.namespace, name: owner.name }));
      }
    });
    await Promise.all([informer(packages).synced(), startDeployment(context)]);
  },
};

async function install(context: StandInContext, key: string): Promise<Outcome | undefined> {
  const { client, log } = context;
  const found = await client.get(packages, parseKey(key));
  // In other namespaces the API shows tkg-system's Packages as well.
  if (found === undefined || isTerminating(found) || found.metadata.namespace !== parseKey(key).namespace)
    return;
  const installer = await ensureInstaller(context, found);
  if (installer === undefined) return { requeueAfterSeconds: 0.2 };
  if (readInstallData(installer)?.Success === true) return;
  log(`installing Package ${key}`);
  try {
    await createObjects(context, found, installer);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(`failed to install TKR package '${found.metadata.name}': ${text}`, { cause: error });
  }
  const done = { ObservedGeneration: generationOf(found), Success: true };
  await client.patch(configMaps, installer, {
    ...installer,
    data: { ...installer.data, installData: dump(done) },
  });
  log(`installed Package ${key}`);
}

/** The ConfigMap of this generation of the Package. That of an older one is deleted; undefined then: try again. */
async function ensureInstaller({ client }: StandInContext, owner: Package): Promise<ConfigMap | undefined> {
  const { namespace, generation } = {
    namespace: owner.metadata.namespace ?? "",
    generation: generationOf(owner),
  };
  const wanted: ConfigMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `tkr-${versionLabel(owner.spec.version)}`,
      namespace,
      labels: { [labels.tkrPackage]: owner.metadata.labels?.[labels.tkrPackage] ?? "" },
      ownerReferences: [
        ownerReferenceTo(
          { ...owner, apiVersion: "data.packaging.carvel.dev/v1alpha1", kind: packages.kind },
          { controller: true },
        ),
      ],
    },
    data: { installData: dump({ ObservedGeneration: generation, Success: false }) },
  };
  const existing = await client.get(configMaps, keyOf(wanted));
  if (existing === undefined) return client.create(configMaps, wanted);
  const sameOwner = existing.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) === true;
  if (sameOwner && readInstallData(existing)?.ObservedGeneration === generation) return existing;
  await client.delete(configMaps, keyOf(existing));
  return undefined;
}

async function createObjects(context: StandInContext, from: Package, installer: ConfigMap): Promise<void> {
  const image = from.spec.template?.spec?.fetch?.[0]?.imgpkgBundle?.image;
  if (image === undefined) return;
  const files = resolveImages(await pullBundle(context, image), image);
  const { objects, unreadable } = parseObjects(files);
  for (const { path: file, reason } of unreadable) {
    context.log(`Package ${from.metadata.name}: ${file} is skipped: ${reason}`);
  }
  const empty = unreadable.find(({ fatal }) => fatal);
  if (empty !== undefined) throw new Error(`${empty.path}: ${empty.reason}`);
  // The real one stops at the first refusal but takes the objects in another order at each try, so that in the end all
  // that can be there is there. Trying all of them comes to the same, sooner.
  const failures: Error[] = [];
  for (const object of objects) {
    await createOrPatch(context, placeObject(object, installer)).catch((error: unknown) => {
      failures.push(error instanceof Error ? error : new Error(String(error)));
    });
  }
  if (failures[0] !== undefined) throw failures[0];
}

async function pullBundle({ sandbox, signal }: StandInContext, image: string): Promise<BundleFiles> {
  const directory = await mkdtemp(path.join(tmpdir(), "stand-in-bundle-"));
  try {
    const pulled = await execa(
      toolPath("imgpkg"),
      ["pull", "-b", image, "-o", directory, "--registry-ca-cert-path", authoritiesFile(sandbox.directory)],
      // HOME is set so that no registry login of the user's is picked up: the real controller pulls anonymously.
      { env: { HOME: directory }, extendEnv: false, reject: false, cancelSignal: signal, all: true },
    );
    if (pulled.exitCode !== 0) throw new Error(`pulling ${image}: ${pulled.stderr.trim()}`);
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const texts = files.map(
      async (file) => [path.relative(directory, file), await readFile(file, "utf8")] as const,
    );
    return new Map(await Promise.all(texts));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Creates an object, or lays it over the one that is there; an OS image that is there is left as it is. */
async function createOrPatch({ client, log }: StandInContext, object: FreeObject): Promise<void> {
  const [group = "", version = ""] = object.apiVersion.includes("/")
    ? object.apiVersion.split("/")
    : ["", object.apiVersion];
  const kind = await client.findResource(group, object.kind, version);
  const what = `creating object '${object.apiVersion}, Kind=${object.kind}', named '${keyText({ namespace: object.metadata.namespace ?? "", name: object.metadata.name })}'`;
  if (kind === undefined)
    throw new Error(`${what}: no matches for kind "${object.kind}" in version "${object.apiVersion}"`);
  try {
    await client.create(kind, object);
    log(what);
  } catch (error) {
    if (!isConflict(error)) {
      throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    if (object.kind !== "OSImage") await layOver(client, kind, object);
  }
}

async function layOver(client: StandInContext["client"], kind: Resource, object: FreeObject): Promise<void> {
  const existing = await client.get(kind, keyOf(object));
  if (existing === undefined) {
    await client.create(kind, object);
    return;
  }
  const before = existing.metadata.ownerReferences ?? [];
  const added = (object.metadata.ownerReferences ?? []).filter(
    (owner) => !before.some((known) => sameJson(known, owner)),
  );
  const after: FreeObject = {
    ...object,
    metadata: {
      ...existing.metadata,
      labels: object.metadata.labels,
      annotations: object.metadata.annotations,
      ownerReferences: [...before, ...added],
    },
  };
  try {
    await client.patch(kind, existing, {
      ...after,
      ...("status" in existing && { status: existing.status }),
    });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await client.create(kind, object);
  }
}

function readInstallData(installer: ConfigMap): InstallData | undefined {
  const parsed: unknown = load(installer.data?.installData ?? "");
  if (!isRecord(parsed)) return undefined;
  return { ObservedGeneration: Number(parsed.ObservedGeneration), Success: parsed.Success === true };
}

function generationOf(object: Package): number {
  return object.metadata.generation ?? 0;
}
