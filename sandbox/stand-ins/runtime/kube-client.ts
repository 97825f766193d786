/**
 * A small REST client for one API server.
 *
 * The generated client of @kubernetes/client-node has a class per API group and no status subresource for arbitrary
 * kinds; stand-ins work on a dozen kinds from eight groups, all alike: plain JSON over one keep-alive agent.
 */
import { createInterface } from "node:readline";
import type { ApiAccess } from "./api-access.js";
import { ApiConnection, readAll, type RequestOptions } from "./api-connection.js";
import { mergePatch } from "./diff.js";
import { isNotFound } from "./kube-error.js";
import { isRecord, type KubeObject, type ObjectKey } from "./objects.js";
import { apiVersionOf, resource, type Resource } from "./resources.js";

/** What its methods throw, for those who have only the client in hand. */
export { isConflict, isNotFound, KubeError, type KubeStatus } from "./kube-error.js";

/** One line of a watch. */
export interface WatchEvent<T> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: T;
}

/** A list with the version to start a watch from. */
export interface KubeList<T> {
  readonly items: T[];
  readonly resourceVersion: string;
}

/** Which objects of a kind: of one namespace, with one name, with labels; all when empty. */
export interface Scope {
  readonly namespace?: string;
  readonly name?: string;
  readonly labelSelector?: string;
}

export class KubeClient {
  private readonly connection: ApiConnection;
  private readonly discovered = new Map<string, Resource>();

  /**
   * @param manager The field manager under which objects are created and patched.
   * @param settings `requestTimeoutSeconds`: for a server that may be dead. @default 60
   */
  constructor(
    access: ApiAccess,
    private readonly manager: string,
    private readonly settings: { readonly requestTimeoutSeconds?: number } = {},
  ) {
    this.connection = new ApiConnection(access);
  }

  /** Closes the connections of a client that is not used any more. */
  close(): void {
    this.connection.close();
  }

  /** The object, or undefined when there is none. */
  async get<T extends KubeObject>(kind: Resource<T>, key: ObjectKey): Promise<T | undefined> {
    try {
      return await this.read(kind, key);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** The object; throws {@link KubeError} with the server's own words when there is none. */
  async read<T extends KubeObject>(kind: Resource<T>, key: ObjectKey): Promise<T> {
    return (await this.request("GET", pathOf(kind, key.namespace, key.name))) as T;
  }

  /** All objects of a kind, of one namespace or of all. Items get their apiVersion and kind, which lists leave out. */
  async list<T extends KubeObject>(kind: Resource<T>, scope: Scope = {}): Promise<KubeList<T>> {
    const answer = await this.request("GET", pathOf(kind, scope.namespace), { query: queryOf(scope) });
    const list = answer as { items?: T[] | null; metadata?: { resourceVersion?: string } };
    const items = (list.items ?? []).map((item) => ({
      ...item,
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
    }));
    return { items, resourceVersion: list.metadata?.resourceVersion ?? "" };
  }

  /** Creates an object; throws {@link KubeError} 409 when it exists. */
  async create<T extends KubeObject>(kind: Resource<T>, object: T): Promise<T> {
    const query = { fieldManager: this.manager };
    return (await this.request("POST", pathOf(kind, object.metadata.namespace), {
      body: object,
      query,
    })) as T;
  }

  /**
   * Sends the difference between two states of an object as a merge patch, with optimistic locking when `lock` is set.
   * Nothing is sent when they are equal. Returns the object as it is afterwards.
   */
  async patch<T extends KubeObject>(
    kind: Resource<T>,
    before: T,
    after: T,
    options: { readonly subresource?: string; readonly lock?: boolean } = {},
  ): Promise<T> {
    const difference = mergePatch(before, after);
    if (difference === undefined) return before;
    if (options.lock === true) {
      const metadata = isRecord(difference.metadata) ? difference.metadata : {};
      difference.metadata = { ...metadata, resourceVersion: before.metadata.resourceVersion };
    }
    const path = pathOf(kind, before.metadata.namespace, before.metadata.name);
    const suffix = options.subresource === undefined ? "" : `/${options.subresource}`;
    return (await this.request("PATCH", path + suffix, {
      body: difference,
      contentType: "application/merge-patch+json",
      query: { fieldManager: this.manager },
    })) as T;
  }

  /** Server-side apply, forced: the stand-in owns its objects. */
  async apply<T extends KubeObject>(kind: Resource<T>, object: T): Promise<T> {
    return (await this.request("PATCH", pathOf(kind, object.metadata.namespace, object.metadata.name), {
      body: object,
      contentType: "application/apply-patch+yaml",
      query: { fieldManager: this.manager, force: "true" },
    })) as T;
  }

  /** Deletes an object in the background; one that is gone already is no error. */
  async delete(kind: Resource<KubeObject>, key: ObjectKey): Promise<void> {
    try {
      await this.request("DELETE", pathOf(kind, key.namespace, key.name));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** The resource of a group and kind (of the preferred version if none is given), by discovery; undefined when the server does not serve it. */
  async findResource(group: string, kind: string, version?: string): Promise<Resource | undefined> {
    const id = `${kind}.${group}/${version ?? ""}`;
    const known = this.discovered.get(id);
    if (known !== undefined) return known;
    try {
      const groupVersion = await this.groupVersion(group, version);
      const root = group === "" ? "/api" : "/apis";
      const answer = await this.request("GET", `${root}/${groupVersion}`);
      const { resources } = answer as { resources: { name: string; kind: string; namespaced: boolean }[] };
      const entry = resources.find((item) => item.kind === kind && !item.name.includes("/"));
      if (entry === undefined) return undefined;
      const found = resource(groupVersion, kind, entry.name, entry.namespaced ? "Namespaced" : "Cluster");
      this.discovered.set(id, found);
      return found;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  private async groupVersion(group: string, version: string | undefined): Promise<string> {
    if (version !== undefined) return group === "" ? version : `${group}/${version}`;
    const answer = await this.request("GET", `/apis/${group}`);
    return (answer as { preferredVersion: { groupVersion: string } }).preferredVersion.groupVersion;
  }

  /**
   * Follows changes from `resourceVersion` on, until the server ends the watch (it does so every few
   * minutes) or the signal fires.
   */
  async watch<T extends KubeObject>(
    kind: Resource<T>,
    scope: Scope,
    resourceVersion: string,
    signal: AbortSignal,
    onEvent: (event: WatchEvent<T>) => void,
  ): Promise<void> {
    const query = { ...queryOf(scope), watch: "true", allowWatchBookmarks: "true", resourceVersion };
    const response = await this.connection.open("GET", pathOf(kind, scope.namespace), { query, signal });
    for await (const line of createInterface({ input: response })) {
      if (line !== "") onEvent(JSON.parse(line) as WatchEvent<T>);
    }
  }

  /** One request; the parsed answer, or a {@link KubeError}. */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<unknown> {
    const signal = options.signal ?? AbortSignal.timeout((this.settings.requestTimeoutSeconds ?? 60) * 1000);
    const response = await this.connection.open(method, path, { ...options, signal });
    const text = await readAll(response);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  }
}

function queryOf({ name, labelSelector }: Scope): Record<string, string> {
  return {
    ...(name !== undefined && { fieldSelector: `metadata.name=${name}` }),
    ...(labelSelector !== undefined && { labelSelector }),
  };
}

function pathOf(kind: Resource<KubeObject>, namespace?: string, name?: string): string {
  const root = kind.group === "" ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope = kind.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : "";
  return `${root}${scope}/${kind.plural}${name === undefined ? "" : `/${encodeURIComponent(name)}`}`;
}
