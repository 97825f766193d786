/** Reads and small changes on the management cluster, through kubectl and the connection that the stack names. */
import { join } from "node:path";
import * as z from "zod";
import { UserError } from "../config/problem.js";
import { cacheDirectory } from "./cache-directory.js";
import { failureCause, isLocal } from "./failure-cause.js";
import { readObject, readObjects, type LiveObject } from "./live-object.js";
import { explainLocal } from "./local-failure.js";
import { reviewOf, withRemedy, type AccessQuestion } from "./missing-right.js";
import { answerSeconds, requestSeconds } from "./patience.js";
import { runTool, streamTool, type ToolResult, type ToolStream } from "./tool.js";

export interface ManagementAddress {
  readonly kubeconfig: string;
  readonly context: string;
}

const versionSchema = z.object({ gitVersion: z.string() });

/** kubectl's discovery cache, away from the user's own. */
const discoveryCache = join(cacheDirectory(), "kubectl");

/** One call discovers the API, lists and reads, one request after the other. */
const requestsPerCall = 3;

/** What reads and changes nothing; a trial (dry run) is no change. */
export type ManagementReader = Pick<
  ManagementCluster,
  | "version"
  | "get"
  | "getAll"
  | "list"
  | "listKinds"
  | "listNamed"
  | "listOfType"
  | "dryRunApply"
  | "dryRunCreate"
  | "refusedAccess"
>;

export class ManagementCluster {
  constructor(private readonly address: ManagementAddress) {}

  /** @returns the API server's version, such as `v1.25.7`. @throws UserError when it does not answer */
  async version(): Promise<string> {
    return versionSchema.parse(JSON.parse(await this.#kubectl(["get", "--raw", "/version"]))).gitVersion;
  }

  /** @returns the object, or undefined where it does not exist. @throws UserError when the API does not answer */
  async get(kind: string, name: string, namespace?: string): Promise<LiveObject | undefined> {
    const text = await this.#kubectl([
      "get",
      kind,
      name,
      ...scope(namespace),
      "--ignore-not-found",
      "-o",
      "json",
    ]);
    return text.trim() === "" ? undefined : readObject(text);
  }

  /**
   * Several objects of several kinds at once, by one call.
   * @param references as kubectl takes them: `kind/name`
   * @param namespace of those that have one
   * @returns those that exist
   */
  async getAll(references: readonly string[], namespace: string): Promise<readonly LiveObject[]> {
    if (references.length === 0) return [];
    const text = await this.#kubectl([
      "get",
      ...references,
      ...scope(namespace),
      "--ignore-not-found",
      "-o",
      "json",
    ]);
    if (text.trim() === "") return [];
    return readObjects(text);
  }

  /**
   * Follows one object, whether or not it is there yet. It ends after half a minute at the latest, so that an API that went
   * away without a word is noticed.
   * @returns each change as kubectl's `{"type", "object"}`, a line each
   */
  watch(kind: string, name: string, namespace: string): ToolStream {
    const which = [kind, "--field-selector", `metadata.name=${name}`, ...scope(namespace)];
    const how = ["--watch", "--output-watch-events", "-o", "json"];
    return streamTool("kubectl", [...this.#address("30s"), "get", ...which, ...how]);
  }

  /** @param selector label selector; @param namespace undefined for all namespaces */
  async list(kind: string, selector?: string, namespace?: string): Promise<readonly LiveObject[]> {
    return this.#list(kind, namespace, selector ? ["-l", selector] : []);
  }

  /**
   * Every object of several kinds, over all namespaces, by one call.
   * @param resources as kubectl takes them, by the kind in their objects
   */
  async listKinds<K extends string>(
    resources: Readonly<Record<K, string>>,
  ): Promise<Readonly<Record<K, readonly LiveObject[]>>> {
    const objects = await this.#list(Object.values(resources).join(","), undefined, []);
    const ofKind = Object.keys(resources).map((kind) => [kind, objects.filter((one) => one.kind === kind)]);
    return Object.fromEntries(ofKind) as Record<K, readonly LiveObject[]>;
  }

  /** Every object of that name, over all namespaces. */
  async listNamed(kind: string, name: string): Promise<readonly LiveObject[]> {
    return this.#list(kind, undefined, ["--field-selector", `metadata.name=${name}`]);
  }

  /** Every object of a `type`, over all namespaces. @param type of a Secret, such as `Opaque` */
  async listOfType(kind: string, type: string): Promise<readonly LiveObject[]> {
    return this.#list(kind, undefined, ["--field-selector", `type=${type}`]);
  }

  async #list(kind: string, namespace: string | undefined, which: readonly string[]) {
    const where = namespace === undefined ? ["-A"] : scope(namespace);
    const text = await this.#kubectl(["get", kind, ...where, ...which, "-o", "json"]);
    return readObjects(text);
  }

  /**
   * Dry-runs an apply of an object over what is there, webhooks and defaults included.
   * @returns the object, or the API server's words when it may not
   */
  async dryRunApply(
    object: object,
  ): Promise<
    { readonly ok: true; readonly object: LiveObject } | { readonly ok: false; readonly text: string }
  > {
    const owner = ["--server-side", "--force-conflicts", "--field-manager", "tkg-edge"];
    const args = ["apply", ...owner, "--dry-run=server", "-o", "json", "-f", "-"];
    const result = await this.#run(args, JSON.stringify(object));
    return result.ok
      ? { ok: true, object: readObject(result.stdout) }
      : { ok: false, text: withRemedy(withoutLog(result.stderr)) };
  }

  /**
   * Dry-runs the creation of an object, webhooks included.
   * @returns the API server's words when it may not
   */
  async dryRunCreate(
    object: object,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly text: string }> {
    const args = ["create", "--dry-run=server", "-o", "name", "-f", "-"];
    const result = await this.#run(args, JSON.stringify(object));
    return result.ok
      ? { ok: true }
      : { ok: false, text: withRemedy(withoutLog(result.stderr).replace(/^Error from server[^:]*: /, "")) };
  }

  /**
   * What this login may not do, by the API server itself.
   * @returns those of the questions that it refuses
   * @throws UserError when the API does not answer, or does not answer such questions
   */
  async refusedAccess<Q extends AccessQuestion>(questions: readonly Q[]): Promise<readonly Q[]> {
    if (questions.length === 0) return [];
    const list = { apiVersion: "v1", kind: "List", items: questions.map(reviewOf) };
    // A line for each, in their order.
    const args = ["create", "-o", 'jsonpath={.status.allowed}{"\\n"}', "-f", "-"];
    const answers = (await this.#kubectl(args, answerSeconds(), JSON.stringify(list))).trim().split("\n");
    if (answers.length !== questions.length) {
      throw new UserError(`kubectl printed ${answers.length} answers to ${questions.length} access reviews`);
    }
    return questions.filter((_, index) => answers[index]?.trim() !== "true");
  }

  /** Creates an object. @throws UserError when it may not be, or exists */
  async create(object: object): Promise<void> {
    const result = await this.#run(["create", "-o", "name", "-f", "-"], JSON.stringify(object));
    if (!result.ok) throw this.#refused(result.stderr);
  }

  async annotate(kind: string, name: string, annotation: string, value: string): Promise<void> {
    await this.#kubectl(["annotate", "--overwrite", kind, name, `${annotation}=${value}`]);
  }

  /** Lays a tree over an object. */
  async patch(kind: string, name: string, namespace: string, tree: object): Promise<void> {
    await this.#kubectl(["patch", kind, name, "-n", namespace, "--type=merge", "-p", JSON.stringify(tree)]);
  }

  /** Restarts the pods of a Deployment, one after the other, and waits until they run. */
  async restart(deployment: string, namespace: string): Promise<void> {
    const name = `deployment/${deployment}`;
    await this.#kubectl(["rollout", "restart", name, "-n", namespace]);
    const patience = ["--timeout=300s", "--request-timeout=0"];
    await this.#kubectl(["rollout", "status", name, "-n", namespace, ...patience], 300);
  }

  async removeLabel(kind: string, name: string, label: string): Promise<void> {
    await this.#kubectl(["label", kind, name, `${label}-`]);
  }

  /** Writes an object under this program's field manager, by server-side apply. @throws UserError with the API's words */
  async apply(object: object): Promise<void> {
    const args = ["apply", "--server-side", "--field-manager", "tkg-edge", "-f", "-"];
    await this.#kubectl(args, 0, JSON.stringify(object));
  }

  /** Deletes and waits until the object is gone; an absent one is no error. */
  async delete(kind: string, names: readonly string[], namespace?: string): Promise<void> {
    if (names.length > 0)
      await this.#kubectl(
        ["delete", kind, ...names, ...scope(namespace), "--ignore-not-found", "--timeout=120s"],
        120,
      );
  }

  /**
   * Deletes one object as `kubectl delete` does, in the background, and does not wait for it. Another object of the same name
   * is left alone.
   * @param resource plural name, without its group
   * @param object its `resourceVersion`, if given, has to be the current one too: nothing may have changed since it was read
   * @returns false where the object changed since, or is gone
   * @throws UserError when the API refuses or does not answer
   */
  async deleteInBackground(
    resource: string,
    { apiVersion = "v1", metadata }: Pick<LiveObject, "apiVersion" | "metadata">,
  ): Promise<boolean> {
    const { namespace, name, uid, resourceVersion } = metadata;
    const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const scoped = namespace === undefined ? resource : `namespaces/${namespace}/${resource}`;
    const options = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: "Background",
      preconditions: { uid, resourceVersion },
    };
    const args = ["delete", "--raw", `${group}/${scoped}/${name}`, "-f", "-"];
    const result = await this.#run(args, JSON.stringify(options));
    if (result.ok) return true;
    if (/\((?:Conflict|NotFound)\)/.test(result.stderr)) return false;
    throw this.#refused(result.stderr);
  }

  /** @param seconds that the operation itself may take, on top of what an answer takes */
  async #kubectl(args: readonly string[], seconds = 0, input?: string): Promise<string> {
    const result = await this.#run(args, input, seconds);
    if (!result.ok) throw this.#refused(result.stderr);
    return result.stdout;
  }

  #refused(stderr: string): UserError {
    const cluster = `the management cluster (tkg-edge:connection.managementCluster, context ${this.address.context})`;
    const words = withRemedy(withoutLog(stderr));
    const cause = failureCause(stderr);
    if (!isLocal(cause) || cause === "tool-missing") return new UserError(`${cluster}: ${words}`);
    return new UserError(`${cluster} was not queried: ${explainLocal(cause)} (kubectl reports: ${words})`);
  }

  #run(args: readonly string[], input?: string, seconds = 0): Promise<ToolResult> {
    // kubectl ends a single request by itself; it makes several, and what signs it in may hang without one.
    const patience = {
      system: "the management cluster",
      key: "tkg-edge:connection.managementCluster",
      seconds: seconds + answerSeconds(requestsPerCall),
    };
    return runTool("kubectl", [...this.#address(`${requestSeconds}s`), ...args], {}, { input, patience });
  }

  #address(patience: string): readonly string[] {
    const { kubeconfig, context } = this.address;
    const where = ["--kubeconfig", kubeconfig, "--context", context, "--cache-dir", discoveryCache];
    return [...where, "--request-timeout", patience];
  }
}

/** kubectl's answer without the lines that its libraries log while they try again. */
function withoutLog(stderr: string): string {
  const answer = stderr.split("\n").filter((line) => !/^[IWEF]\d{4} [\d:.]+ +\d+ \S+\] /.test(line));
  return answer.join("\n").trim() || stderr;
}

const scope = (namespace: string | undefined) => (namespace === undefined ? [] : ["-n", namespace]);
