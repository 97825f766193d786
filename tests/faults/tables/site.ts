/** Faults while an edge site gets its cluster: of TKG's admission, of the template, of neighbours and of other runs. */
import assert from "node:assert/strict";
import type { Outcome, TestStack } from "../../engine/harness/test-stack.js";
import {
  connect,
  createCredentials,
  importOva,
  installTkr,
  pageCluster,
  tkrName,
} from "../../engine/harness/tiny-site.js";
import { eventually } from "../../engine/harness/wait.js";
import { once, writes } from "../harness/api-faults.js";
import type { FaultRow, FaultTable } from "../harness/fault-rows.js";
import type { FaultScene } from "../harness/fault-scene.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";
const template = "/dc0/vm/photon-tiny";
const resolver = "mutatingwebhookconfiguration/tkr-cluster-mutating-webhook-configuration";
const webhookUrl = "/webhooks/0/clientConfig/url";

/** A site of a row's own, so that each row has a Cluster to create. */
const site = (number: number) => (scene: FaultScene) => ({
  site: { name: `site-${number}`, controlPlaneEndpoint: scene.sandbox.endpoints[number] },
});

const provideTemplate = async ({ apis, sandbox }: FaultScene): Promise<void> => {
  await importOva(apis, sandbox, "photon", "photon-tiny", { template: true });
};

/** Points TKG's resolver webhook elsewhere; gives its old URL. */
async function pointWebhook({ apis }: FaultScene, url: string): Promise<string> {
  const old = await apis.kubectl(["get", resolver, "-o", "jsonpath={.webhooks[0].clientConfig.url}"]);
  const patch = JSON.stringify([{ op: "replace", path: webhookUrl, value: url }]);
  await apis.kubectl(["patch", resolver, "--type", "json", "--patch", patch]);
  return old;
}

const secondImage = `${tkrName(version)}-second`;

/** Gives the TKr a second photon image, or takes it away. */
async function secondPhoton({ apis }: FaultScene, there: boolean): Promise<void> {
  const tkr = await apis.mustGet("tkr", tkrName(version));
  const images = (tkr.spec?.osImages as { name: string }[]).filter(({ name }) => name !== secondImage);
  const photon = await apis.mustGet("osimage", `${tkrName(version)}-ac20b3`);
  if (there) {
    const { labels } = photon.metadata;
    const copy = { ...photon, metadata: { name: secondImage, labels }, status: undefined };
    await apis.kubectl(["create", "-f", "-"], { input: JSON.stringify(copy) });
  }
  const osImages = there ? [...images, { name: secondImage }] : images;
  const patch = JSON.stringify({ spec: { osImages } });
  await apis.kubectl(["patch", "tkr", tkrName(version), "--type", "merge", "--patch", patch]);
  if (!there) await apis.kubectl(["delete", "osimage", secondImage]);
}

let oldUrl = "";
let firstUp: Promise<Outcome> | undefined;
let letFirstGo: () => void = () => undefined;

/** Starts an `up` that stops in front of its first write, with the stack's lock in its hand. */
async function startFirstUp(scene: FaultScene, stack: TestStack): Promise<void> {
  const gate = new Promise<void>((resolve) => {
    letFirstGo = resolve;
  });
  let reached = false;
  scene.apiServer.rule = once(writes, async () => {
    reached = true;
    await gate;
  });
  firstUp = stack.up();
  await eventually("the first up to write", () => Promise.resolve(reached), { seconds: 120 });
}

/** UID of the Cluster that takes the address of a site after the checks of its stack. */
let rival: string | undefined;

async function createRival({ sandbox, apis }: FaultScene): Promise<void> {
  const cluster = pageCluster({ ...sandbox, endpoints: sandbox.endpoints.slice(6) }, "rival");
  await apis.kubectl(["create", "-f", "-"], { input: JSON.stringify(cluster) });
  const { metadata } = await apis.mustGet("cluster", "rival", "default");
  rival = metadata.uid;
  const created = Date.parse(metadata.creationTimestamp ?? "");
  await eventually("a later second than the rival's", () => Promise.resolve(Date.now() >= created + 1000));
}

const rows: readonly FaultRow[] = [
  {
    title: "another Cluster has the site's address",
    settings: site(1),
    inject: async ({ sandbox, apis }) => {
      const client = connect(sandbox);
      await createCredentials(client, sandbox, "neighbour");
      const neighbour = pageCluster({ ...sandbox, endpoints: sandbox.endpoints.slice(1) }, "neighbour");
      await apis.kubectl(["create", "-f", "-"], { input: JSON.stringify(neighbour) });
    },
    repair: async ({ apis }) => {
      await apis.kubectl(["delete", "cluster", "neighbour", "--timeout=120s"]);
    },
    texts: [/tkg-edge:site\.controlPlaneEndpoint/, /default\/neighbour/],
  },
  {
    title: "another Cluster takes the site's address after the checks",
    settings: site(6),
    inject: async (scene) => {
      // Nothing becomes ready, so that the own Cluster may go.
      scene.faults({ cloneFails: true });
      await createCredentials(connect(scene.sandbox), scene.sandbox, "rival");
      scene.apiServer.rule = once(
        (request) => writes(request) && request.path.includes("/secrets/site-6"),
        () => createRival(scene),
      );
    },
    repair: (scene, stack) => {
      stack.configure({ site: { controlPlaneEndpoint: scene.sandbox.endpoints[7] } });
    },
    // Reasons of the clone that fails may come before.
    snapshot: false,
    texts: [
      /tkg-edge:site\.controlPlaneEndpoint/,
      /Cluster default\/rival uses/,
      /Cluster default\/site-6 was deleted/,
    ],
    finally: async ({ apis }) => {
      const { metadata } = await apis.mustGet("cluster", "rival", "default");
      assert.equal(metadata.uid, rival, "the older Cluster is the same");
      await apis.mustGet("cluster", "site-6", "default");
      await apis.kubectl(["delete", "cluster", "rival", "--timeout=120s"]);
    },
  },
  {
    title: "TKG's webhook is down",
    settings: site(2),
    inject: async (scene) => {
      oldUrl = await pointWebhook(scene, `https://${scene.sandbox.block}.6:1/down`);
    },
    repair: async (scene) => {
      await pointWebhook(scene, oldUrl);
    },
    texts: [/failed calling webhook/],
  },
  {
    title: "the template is deleted between the checks and the Cluster",
    settings: site(3),
    inject: ({ apiServer, apis }) => {
      const firstOfSite = (path: string): boolean => path.includes("/secrets/site-3");
      apiServer.rule = once(
        (request) => writes(request) && firstOfSite(request.path),
        () => apis.govc(["vm.destroy", template]),
      );
    },
    repair: provideTemplate,
    mayLose: /photon-tiny/,
    texts: [/unable to find VM Template/],
  },
  {
    title: "two OS images of the TKr fit",
    settings: site(4),
    inject: (scene) => secondPhoton(scene, true),
    repair: (scene) => secondPhoton(scene, false),
    texts: [/tkg-edge:site\.os/],
  },
  {
    title: "another up of the same stack is running",
    settings: site(5),
    inject: startFirstUp,
    repair: async () => {
      letFirstGo();
      const first = await firstUp;
      assert.equal(first?.exitCode, 0, first?.all);
    },
    texts: [/locked by 1 lock/, /pulumi cancel/],
  },
];

export const siteTable: FaultTable = {
  name: "site",
  settings: () => ({
    management: undefined,
    template: undefined,
    site: { tkrVersion: version },
  }),
  withoutGuests: true,
  destroyed: true,
  startsFresh: true,
  // What the neighbours and the sites of earlier rows owned goes when the garbage collector comes to it, in any later row.
  mayLose: / default\/(?:(?:neighbour|rival)\b|site-\d-[\w-]+-data-values$)/,
  prepare: async (scene) => {
    await installTkr(connect(scene.sandbox), scene.sandbox, version);
    await provideTemplate(scene);
  },
  rows,
};
