/**
 * What one run reads of one management cluster: everything once, when it is first wanted, however many judgements and sites
 * want it. Not for waits, which repeat a query until the answer changes.
 */
import type { LiveObject } from "../../clients/live-object.js";
import type { ManagementReader } from "../../clients/management-cluster.js";
import type { AccessQuestion } from "../../clients/missing-right.js";
import {
  clusterClassKind,
  clusterKind,
  namespaceKind,
  osImageKind,
  tkrKind,
} from "../../clients/resource-kinds.js";
import type { WantedSystem } from "../../config/operating-system.js";
import { tkrName } from "../../config/tkr-version.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";
import { readClusterClass, type ClusterClassFacts } from "./cluster-class.js";
import { readCluster, type ClusterFacts } from "./cluster.js";
import { readCredentials, type CredentialsFacts } from "./credentials.js";
import { availableReplicas } from "./deployment.js";
import { readNamespace, type NamespaceFacts } from "./namespace.js";
import { osImagesOf, readOsImage, type OsImage } from "./os-image.js";
import { Remembered } from "./remembered.js";
import { readSharedIdentity, type SharedIdentity } from "./shared-identity.js";
import { readTkr, type TkrFacts } from "./tkr.js";

export class ManagementFacts implements ManagementReader {
  readonly #remembered = new Remembered();
  /** Every object of a kind, by the resource that was listed. */
  readonly #listed = new Map<string, Promise<readonly LiveObject[]>>();

  /** @param transport sends each question */
  constructor(private readonly transport: ManagementReader) {}

  /** Every Cluster. */
  clusters(): Promise<readonly ClusterFacts[]> {
    return this.#remembered.once(["clusters"], async () => (await this.list(clusterKind)).map(readCluster));
  }

  /** @returns undefined where there is none */
  async namespace(name: string): Promise<NamespaceFacts | undefined> {
    const found = await this.get(namespaceKind, name);
    return found && readNamespace(found);
  }

  /** @returns undefined where there is none */
  async clusterClass(name: string, namespace: string): Promise<ClusterClassFacts | undefined> {
    const found = await this.get(clusterClassKind, name, namespace);
    return found && readClusterClass(found);
  }

  /** Every ClusterClass of a namespace. */
  async clusterClasses(namespace: string): Promise<readonly ClusterClassFacts[]> {
    return (await this.list(clusterClassKind, undefined, namespace)).map(readClusterClass);
  }

  /** @returns undefined where there is none */
  async sharedIdentity(name: string): Promise<SharedIdentity | undefined> {
    const found = await this.get("vsphereclusteridentities", name);
    return found && readSharedIdentity(found);
  }

  /** Of the Secret that is named like its Cluster. @returns undefined where there is none */
  async credentials(name: string, namespace: string): Promise<CredentialsFacts | undefined> {
    const found = await this.get("secrets", name, namespace);
    return found && readCredentials(found);
  }

  /** @param version of a TKr. @returns undefined where it is not installed */
  tkr(version: string): Promise<TkrFacts | undefined> {
    return this.#remembered.once(["tkr", version], async () => {
      const found = await this.get(tkrKind, tkrName(version));
      return found && readTkr(found);
    });
  }

  /** Versions of every TKr. */
  installedVersions(): Promise<readonly string[]> {
    const read = async () => (await this.list(tkrKind)).map((tkr) => readTkr(tkr).version);
    return this.#remembered.once(["installed versions"], read);
  }

  /** @param version of a TKr */
  async hasBootstrapTemplate(version: string): Promise<boolean> {
    return (await this.get("clusterbootstraptemplates", tkrName(version), systemNamespace)) !== undefined;
  }

  /** Every OSImage. */
  osImages(): Promise<readonly OsImage[]> {
    return this.#remembered.once(["OS images"], async () => (await this.list(osImageKind)).map(readOsImage));
  }

  /** The OSImages that a TKr names, of one operating system; empty where the TKr is not installed. */
  osImagesOf(tkrVersion: string, system: WantedSystem): Promise<readonly OsImage[]> {
    return osImagesOf(this, tkrVersion, system);
  }

  /** Of a Deployment. @returns undefined where it is not visible */
  async availableReplicas(name: string, namespace: string): Promise<number | undefined> {
    const found = await this.get("deployments.apps", name, namespace);
    return found && availableReplicas(found);
  }

  version(): Promise<string> {
    return this.#remembered.once(["version"], () => this.transport.version());
  }

  get(kind: string, name: string, namespace?: string): Promise<LiveObject | undefined> {
    return this.#remembered.once(["get", kind, name, namespace], async () => {
      const listed = (await this.#listed.get(kind)) ?? (await this.#namesakes(kind, name));
      if (!listed) return this.transport.get(kind, name, namespace);
      const isIt = ({ metadata }: LiveObject) =>
        metadata.name === name && (namespace === undefined || metadata.namespace === namespace);
      return listed.find(isIt);
    });
  }

  getAll(references: readonly string[], namespace: string): Promise<readonly LiveObject[]> {
    const read = () => this.transport.getAll(references, namespace);
    return this.#remembered.once(["all", ...references, namespace], read);
  }

  list(kind: string, selector?: string, namespace?: string): Promise<readonly LiveObject[]> {
    const read = () => this.transport.list(kind, selector, namespace);
    return this.#remembered.once(["list", kind, selector, namespace], read);
  }

  listNamed(kind: string, name: string): Promise<readonly LiveObject[]> {
    return this.#remembered.once(["named", kind, name], () => this.transport.listNamed(kind, name));
  }

  /** What was listed by that name; undefined where it was not, or may not be over all namespaces. */
  #namesakes(kind: string, name: string): Promise<readonly LiveObject[] | undefined> {
    const listed = this.#remembered.known<readonly LiveObject[]>(["named", kind, name]);
    return listed?.catch(() => undefined) ?? Promise.resolve(undefined);
  }

  listOfType(kind: string, type: string): Promise<readonly LiveObject[]> {
    return this.#remembered.once(["type", kind, type], () => this.transport.listOfType(kind, type));
  }

  /** Several kinds by one call; later reads of one of these kinds take its answer. */
  listKinds<K extends string>(
    resources: Readonly<Record<K, string>>,
  ): Promise<Readonly<Record<K, readonly LiveObject[]>>> {
    const all = this.transport.listKinds(resources);
    for (const [kind, resource] of Object.entries(resources) as [K, string][]) {
      const ofKind = this.#remembered.once(
        ["list", resource, undefined, undefined],
        async () => (await all)[kind],
      );
      // Avoid an unhandled rejection; callers still see the error.
      ofKind.catch(() => undefined);
      this.#listed.set(resource, ofKind);
    }
    return all;
  }

  /** Trials are not remembered: two of them are seldom of the same object. */
  dryRunApply(object: object): ReturnType<ManagementReader["dryRunApply"]> {
    return this.transport.dryRunApply(object);
  }

  dryRunCreate(object: object): ReturnType<ManagementReader["dryRunCreate"]> {
    return this.transport.dryRunCreate(object);
  }

  refusedAccess<Q extends AccessQuestion>(questions: readonly Q[]): Promise<readonly Q[]> {
    return this.transport.refusedAccess(questions);
  }
}
