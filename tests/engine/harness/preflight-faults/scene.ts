/** What a fault of the live checks is made of, and made in. */
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Sandbox } from "../../../../sandbox/sandbox.js";
import type { LiveApis } from "../live-apis.js";
import type { Tree } from "../stack-settings.js";

/** What a fault is made in. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly apis: LiveApis;
  /** Directory for files; empty ones of it are on the PATH of the checks before the real tools. */
  readonly tools: string;
  readonly endpoint: string;
}

export type Undo = () => Promise<void> | void;

export interface PreflightFault {
  readonly title: string;
  /** Name of the check that must report it. */
  readonly check: string;
  readonly status?: "failure" | "warning";
  /** What differs from the example site. */
  readonly overrides?: (scene: Scene) => Tree;
  /** Makes the environment wrong. */
  readonly make?: (scene: Scene) => Promise<Undo> | Undo;
  /** What was seen, and what is expected. */
  readonly texts: readonly RegExp[];
}

export const switchFaults =
  (faults: Tree) =>
  ({ sandbox }: Scene): Undo => {
    const file = join(sandbox.directory, "faults.json");
    writeFileSync(file, JSON.stringify(faults));
    return () => {
      writeFileSync(file, "{}");
    };
  };

/** A host that already has the site's address. */
export const occupyEndpoint = ({ endpoint }: Scene): Promise<Undo> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", reject);
    server.listen(6443, endpoint, () => {
      resolve(
        () =>
          new Promise<void>((closed) => {
            server.close(() => {
              closed();
            });
          }),
      );
    });
  });

/** Creates an object, and deletes it afterwards. */
export const create =
  (object: (scene: Scene) => Tree & { readonly kind: string; readonly metadata: Tree }) =>
  async (scene: Scene): Promise<Undo> => {
    const input = JSON.stringify(object(scene));
    await scene.apis.kubectl(["create", "-f", "-"], { input });
    return async () => {
      await scene.apis.kubectl(["delete", "-f", "-"], { input });
    };
  };

/** CAPV's Deployment without a pod: no controller of Deployments runs in the sandbox, so it stays so. */
export const deadController = create(() => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "capv-controller-manager", namespace: "capv-system" },
  spec: {
    selector: { matchLabels: { app: "capv" } },
    template: {
      metadata: { labels: { app: "capv" } },
      spec: { containers: [{ name: "manager", image: "capv" }] },
    },
  },
}));

/** A Cluster object that nothing is made of. */
export const pausedCluster = (name: string, namespace: string, metadata: Tree, host: string) => ({
  apiVersion: "cluster.x-k8s.io/v1beta1",
  kind: "Cluster",
  metadata: { name, namespace, ...metadata },
  spec: { paused: true, controlPlaneEndpoint: { host, port: 6443 } },
});

export const tiny125 = "v1.25.7+vmware.1-tiny.2-tkg.1";

/** A stack that makes nothing but the site, so that what is missing is not about to be made. */
export const siteOnly = (site: Tree = {}): Tree => ({
  management: undefined,
  template: undefined,
  site: { tkrVersion: tiny125, ...site },
});

/** The TKr that the stacks of these faults use, as kubectl names it. */
export const tkr = `tanzukubernetesrelease/${tiny125.replace("+", "---")}`;
