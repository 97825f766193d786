/** The stages at which an `up` is killed, in the order in which a first `up` and then a rebuild pass them. */
import { writes } from "../harness/api-faults.js";
import type { SeenRequest, Verdict } from "../harness/fault-proxy.js";
import type { FaultScene } from "../harness/fault-scene.js";
import type { KillStage } from "../harness/killed-up.js";
import { paddingBytes } from "../harness/test-ova.js";

/** Remembers what a proxy saw, for `reached`. */
interface Gate {
  seen: boolean;
}

/** The request works and its answer never comes: the object is there, and the engine does not know it. */
function answerLost(gate: Gate, when: (request: SeenRequest) => boolean): (scene: FaultScene) => void {
  return (scene) => {
    gate.seen = false;
    scene.apiServer.rule = (request): Verdict => {
      if (!writes(request) || !when(request)) return { kind: "pass" };
      gate.seen = true;
      return { kind: "mute" };
    };
  };
}

/** The OVA is uploaded beside the TKr: without this its template would be there before the stage of its own. */
function uploadHeld(scene: FaultScene): void {
  scene.vcenter.rule = ({ path }): Verdict => ({ kind: path.startsWith("/nfc/") ? "hold" : "pass" });
}

/** The same of the bundle, which is pulled beside the ConfigMap. */
function pullHeld(scene: FaultScene): void {
  pulling.seen = false;
  scene.registry.rule = ({ path }): Verdict => {
    if (!path.includes("/blobs/")) return { kind: "pass" };
    pulling.seen = true;
    return { kind: "hold" };
  };
}

/** The object exists in the API, so that the request has certainly succeeded when the run is killed. */
const exists =
  (kind: string, name: (scene: FaultScene) => string, namespace: string) =>
  async (scene: FaultScene): Promise<boolean> =>
    (await scene.apis.get(kind, name(scene), namespace)) !== undefined;

const tkr = "v1.25.7---vmware.1-tiny.2-tkg.1";
const packageName = "tkr-vsphere-edge.tanzu.vmware.com.1.25.7+vmware.1-tiny.2-tkg.1";
const clusterName = "workload-snc";
const pulling: Gate = { seen: false };
const uploading: Gate = { seen: false };
const creating: Gate = { seen: false };
const ignored: Gate = { seen: false };

/** Stages of a first `up`. */
export const firstUp: readonly KillStage[] = [
  {
    title: "the compatibility ConfigMap is applied",
    hold: (scene) => {
      uploadHeld(scene);
      pullHeld(scene);
      answerLost(ignored, ({ path }) => path.includes(`/configmaps/tkg-compatibility`))(scene);
    },
    reached: exists("configmap", () => `tkg-compatibility-versions-${tkr}`, "tkg-system"),
  },
  {
    title: "imgpkg pulls the bundle",
    hold: (scene) => {
      uploadHeld(scene);
      pullHeld(scene);
    },
    reached: () => Promise.resolve(pulling.seen),
  },
  {
    title: "the Package is created",
    hold: (scene) => {
      uploadHeld(scene);
      answerLost(ignored, ({ path }) => path.includes("/packages"))(scene);
    },
    reached: exists("packages.data.packaging.carvel.dev", () => packageName, "tkg-system"),
  },
  {
    title: "half of the OVA is uploaded",
    hold: (scene) => {
      uploading.seen = false;
      scene.vcenter.rule = ({ path }): Verdict => {
        if (!path.startsWith("/nfc/")) return { kind: "pass" };
        uploading.seen = true;
        return { kind: "break", afterBytes: paddingBytes / 2, then: "hold" };
      };
    },
    reached: async (scene) =>
      uploading.seen && (await scene.apis.vmPaths()).some((path) => path.endsWith(".importing")),
  },
  {
    title: "the credentials Secret is made",
    hold: answerLost(ignored, ({ path }) => path.includes(`/secrets/${clusterName}`)),
    reached: exists("secret", () => clusterName, "default"),
  },
  {
    title: "the Cluster is awaited",
    reached: exists("cluster", () => clusterName, "default"),
  },
];

const deleting: Gate = { seen: false };

/** A request that deletes the site's Cluster. */
export const deletesCluster = (request: SeenRequest): boolean =>
  request.method === "DELETE" && writes(request) && request.path.includes(`/clusters/${clusterName}`);

/** The gate is passed, its new digest is in the state, and the old Cluster runs. */
export const beforeDelete: KillStage = {
  title: "the gate is passed and the Cluster is not yet deleted",
  hold: (scene) => {
    deleting.seen = false;
    scene.apiServer.rule = (request): Verdict => {
      if (!deletesCluster(request)) return { kind: "pass" };
      deleting.seen = true;
      return { kind: "hold" };
    };
  },
  reached: () => Promise.resolve(deleting.seen),
};

/** Later stages of a rebuild. */
export const rebuild: readonly KillStage[] = [
  {
    title: "the deletion of the Cluster is awaited",
    hold: (scene) => {
      // The one in the light profile, the other in the full one.
      scene.faults({ deleteHangs: true, vmDestroyFails: true });
    },
    reached: async (scene) => {
      const cluster = await scene.apis.get("cluster", clusterName, "default");
      return (
        (cluster?.metadata as { deletionTimestamp?: string } | undefined)?.deletionTimestamp !== undefined
      );
    },
  },
  {
    title: "the old Cluster is gone and the new one not yet made",
    hold: (scene) => {
      creating.seen = false;
      scene.apiServer.rule = (request): Verdict => {
        const makes = request.method === "PATCH" || request.method === "POST";
        if (!makes || !writes(request) || !request.path.includes(`/secrets/${clusterName}`)) {
          return { kind: "pass" };
        }
        creating.seen = true;
        return { kind: "hold" };
      };
    },
    reached: async (scene) => creating.seen && !(await rebuild[0]?.reached(scene)),
  },
];
