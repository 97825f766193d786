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
import type { FaultWorld } from "../harness/fault-world.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";
const template = "/dc0/vm/photon-tiny";
const resolver = "mutatingwebhookconfiguration/tkr-cluster-mutating-webhook-configuration";
const webhookUrl = "/webhooks/0/clientConfig/url";

/** A site of a row's own, so that each row has a Cluster to create. */
const site = (number: number) => (world: FaultWorld) => ({
  site: { name: `site-${number}`, controlPlaneEndpoint: world.sandbox.endpoints[number] },
});

const provideTemplate = async ({ apis, sandbox }: FaultWorld): Promise<void> => {
  await importOva(apis, sandbox, "photon", "photon-tiny", { template: true });
};

/** Points TKG's resolver webhook elsewhere; gives its old URL. */
async function pointWebhook({ apis }: FaultWorld, url: string): Promise<string> {
  const old = await apis.kubectl(["get", resolver, "-o", "jsonpath={.webhooks[0].clientConfig.url}"]);
  const patch = JSON.stringify([{ op: "replace", path: webhookUrl, value: url }]);
  await apis.kubectl(["patch", resolver, "--type", "json", "--patch", patch]);
  return old;
}

const secondImage = `${tkrName(version)}-second`;

/** Gives the TKr a second photon image, or takes it away. */
async function secondPhoton({ apis }: FaultWorld, there: boolean): Promise<void> {
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
async function startFirstUp(world: FaultWorld, stack: TestStack): Promise<void> {
  const gate = new Promise<void>((resolve) => {
    letFirstGo = resolve;
  });
  let reached = false;
  world.apiServer.rule = once(writes, async () => {
    reached = true;
    await gate;
  });
  firstUp = stack.up();
  await eventually("the first up to write", () => Promise.resolve(reached), { seconds: 120 });
}

/** UID of the Cluster that takes the address of a site after the checks of its stack. */
let rival: string | undefined;

async function createRival({ sandbox, apis }: FaultWorld): Promise<void> {
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
    mend: async ({ apis }) => {
      await apis.kubectl(["delete", "cluster", "neighbour", "--timeout=120s"]);
    },
    says: [/tkg-edge:site\.controlPlaneEndpoint/, /default\/neighbour/],
  },
  {
    title: "another Cluster takes the site's address after the checks",
    settings: site(6),
    inject: async (world) => {
      // Nothing becomes ready, so that the own Cluster may go.
      world.faults({ cloneFails: true });
      await createCredentials(connect(world.sandbox), world.sandbox, "rival");
      world.apiServer.rule = once(
        (request) => writes(request) && request.path.includes("/secrets/site-6"),
        () => createRival(world),
      );
    },
    mend: (world, stack) => {
      stack.configure({ site: { controlPlaneEndpoint: world.sandbox.endpoints[7] } });
    },
    // Reasons of the clone that fails may come before.
    snapshot: false,
    says: [
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
    inject: async (world) => {
      oldUrl = await pointWebhook(world, `https://${world.sandbox.block}.6:1/down`);
    },
    mend: async (world) => {
      await pointWebhook(world, oldUrl);
    },
    says: [/failed calling webhook/],
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
    mend: provideTemplate,
    mayLose: /photon-tiny/,
    says: [/unable to find VM Template/],
  },
  {
    title: "two OS images of the TKr fit",
    settings: site(4),
    inject: (world) => secondPhoton(world, true),
    mend: (world) => secondPhoton(world, false),
    says: [/tkg-edge:site\.os/],
  },
  {
    title: "another up of the same stack is running",
    settings: site(5),
    inject: startFirstUp,
    mend: async () => {
      letFirstGo();
      const first = await firstUp;
      assert.equal(first?.exitCode, 0, first?.all);
    },
    says: [/locked by 1 lock/, /pulumi cancel/],
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
  prepare: async (world) => {
    await installTkr(connect(world.sandbox), world.sandbox, version);
    await provideTemplate(world);
  },
  rows,
};
