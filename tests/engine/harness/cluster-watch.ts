/** Every Cluster that existed while it watched, by its UID: a rebuild adds one. */
import { createInterface } from "node:readline";
import { execa, type ResultPromise } from "execa";
import type { Sandbox } from "../../../sandbox/sandbox.js";
import { toolRunEnvironment } from "./environments.js";

const line = '{.metadata.name}{" "}{.metadata.uid}{"\\n"}';

export class ClusterWatch {
  readonly #uids = new Map<string, Set<string>>();

  private constructor(private readonly running: ResultPromise) {}

  static start(sandbox: Sandbox): ClusterWatch {
    const args = ["--kubeconfig", sandbox.kubeconfig, "get", "clusters.cluster.x-k8s.io"];
    const running = execa("kubectl", [...args, "--watch", "--output", `jsonpath=${line}`], {
      ...{
        env: toolRunEnvironment(sandbox),
        extendEnv: false,
        reject: false,
        stdin: "ignore",
        buffer: false,
      },
    });
    const watch = new ClusterWatch(running);
    createInterface({ input: running.stdout }).on("line", (text) => {
      watch.#add(text);
    });
    return watch;
  }

  #add(text: string): void {
    const [name = "", uid = ""] = text.split(" ");
    const known = this.#uids.get(name) ?? new Set<string>();
    this.#uids.set(name, known.add(uid));
  }

  /** How many Clusters of a name there were. */
  countOf(name: string): number {
    return this.#uids.get(name)?.size ?? 0;
  }

  async stop(): Promise<void> {
    this.running.kill();
    await this.running;
  }
}
