/** A and C: how a tiny TKr comes and goes, and what the controllers do when its parts come in another order or place. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configMaps } from "../../../sandbox/stand-ins/runtime/resources.js";
import {
  clusterBootstrapTemplates,
  osImages,
  packages,
  tanzuKubernetesReleases,
} from "../../../sandbox/stand-ins/tkg/api.js";
import { conditionStatus } from "../../../sandbox/stand-ins/tkg/conditions.js";
import {
  compatibilityConfigMap,
  tiny12410,
  tiny1249,
  tiny125,
  tinyPackage,
  tkrName,
} from "../harness/tiny-site.js";
import { eventually } from "../harness/wait.js";
import { fails, type Bench } from "./bench.js";
import type { Row } from "./row.js";

const tkr = ({ client }: Bench, version: string) =>
  client.get(tanzuKubernetesReleases, { name: tkrName(version) });
const condition = async (bench: Bench, version: string, type: string): Promise<string | undefined> =>
  conditionStatus((await tkr(bench, version))?.status?.conditions, type);

/** Any event on the TKr, such as `kubectl annotate` makes. */
async function touch({ client }: Bench, version: string): Promise<void> {
  const current = await client.read(tanzuKubernetesReleases, { name: tkrName(version) });
  const annotations = { ...current.metadata.annotations, touched: String(Date.now()) };
  const metadata = { ...current.metadata, annotations };
  await client.patch(tanzuKubernetesReleases, current, { ...current, metadata });
}

/**
 * Makes the compatibility controller change tiny125's condition, and back: all its earlier events are then
 * handled.
 */
async function letCompatibilityWork(bench: Bench): Promise<void> {
  const { client } = bench;
  for (const wanted of ["False", "True"] as const) {
    if (wanted === "False") await client.delete(configMaps, compatibilityConfigMap(tiny125).metadata);
    else await client.create(configMaps, compatibilityConfigMap(tiny125));
    await touch(bench, tiny125);
    await eventually(
      `Compatible=${wanted}`,
      async () => (await condition(bench, tiny125, "Compatible")) === wanted,
    );
  }
  await eventually("Ready again", async () => (await condition(bench, tiny125, "Ready")) === "True");
}

export const tkrOutOfOrder: readonly Row[] = [
  {
    label: "C.5: ConfigMap late",
    cases: [
      {
        title: "the TKr is Incompatible, and a ConfigMap that comes now changes nothing",
        async run(bench) {
          // The Package was created before; its ConfigMap is missing.
          const judged = await eventually("the TKr to be judged", async () => {
            const found = await tkr(bench, tiny12410);
            return conditionStatus(found?.status?.conditions, "Ready") === "False" ? found : undefined;
          });
          assert.equal(judged.metadata.labels?.incompatible, "");
          const ready = judged.status?.conditions?.find(({ type }) => type === "Ready");
          assert.equal(ready?.reason, "Incompatible");
          // What that judgement wrote is an event too: it must be over before the ConfigMap comes.
          await letCompatibilityWork(bench);
          await bench.client.create(configMaps, compatibilityConfigMap(tiny12410));
          // Another TKr's event, dealt with by the same controller, shows that it had its turn.
          await letCompatibilityWork(bench);
          assert.equal(await condition(bench, tiny12410, "Compatible"), "False");
        },
      },
      {
        title: "re-applying the unchanged Package does nothing",
        async run(bench) {
          await bench.client.apply(packages, tinyPackage(bench.sandbox, tiny12410));
          await letCompatibilityWork(bench);
          assert.equal(await condition(bench, tiny12410, "Compatible"), "False");
        },
      },
      {
        title: "annotating the TKr fixes it",
        async run(bench) {
          await touch(bench, tiny12410);
          await eventually(
            "the TKr to be Ready",
            async () => (await condition(bench, tiny12410, "Ready")) === "True",
          );
          assert.equal((await tkr(bench, tiny12410))?.metadata.labels?.incompatible, undefined);
        },
      },
      {
        title: "a deleted ConfigMap leaves it so until the next event",
        async run(bench) {
          // What the fix wrote is an event too: it must be over before the ConfigMap goes.
          await letCompatibilityWork(bench);
          await bench.client.delete(configMaps, compatibilityConfigMap(tiny12410).metadata);
          await letCompatibilityWork(bench);
          assert.equal(await condition(bench, tiny12410, "Compatible"), "True");
          await touch(bench, tiny12410);
          await eventually(
            "Compatible=False",
            async () => (await condition(bench, tiny12410, "Compatible")) === "False",
          );
        },
      },
    ],
  },
  {
    label: "C.4: Package outside tkg-system",
    differs:
      "the add-on packages and the OS images come at once; the real controller makes them in random order until all but the template are there",
    cases: [
      {
        title: "TKr and images come, packages land there, the template is refused again and again",
        run: packageInDefault,
      },
    ],
  },
  {
    label: "C.15: limit of the OS image label",
    cases: [
      {
        title:
          "the tiny version with a 6-digit suffix fits a label, with 32 digits it is one character too long",
        async run({ apis }) {
          const label = (hash: string) => [
            "label",
            "namespace",
            "default",
            "--dry-run=server",
            `os-image=${tkrName(tiny125)}-${hash}`,
          ];
          await apis.kubectl(label("ac20b3"));
          await fails(apis.kubectl(label("a".repeat(32))), "must be no more than 63");
        },
      },
    ],
  },
];

async function packageInDefault(bench: Bench): Promise<void> {
  const { client, sandbox } = bench;
  const name = tkrName(tiny1249);
  const misplaced = tinyPackage(sandbox, tiny1249, "default");
  await client.create(packages, misplaced);
  await eventually("the TKr", () => tkr(bench, tiny1249));
  await eventually("an add-on package in default", async () => {
    const { items } = await client.list(packages, { namespace: "default" });
    return items.some(
      ({ metadata }) => metadata.namespace === "default" && metadata.name.startsWith("antrea."),
    );
  });
  const refusal =
    `creating object 'run.tanzu.vmware.com/v1alpha3, Kind=ClusterBootstrapTemplate', named 'default/${name}': ` +
    'admission webhook "clusterbootstraptemplate.validating.vmware.com" denied the request: ';
  const log = join(sandbox.directory, "logs", "stand-ins.log");
  const lines = await eventually("two refusals", () => {
    const found = readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => line.includes(refusal));
    return Promise.resolve(found.length >= 2 && found);
  });
  assert.match(
    lines[0] ?? "",
    /ClusterBootstrapTemplate can only be created in the designated system namespace tkg-system$/,
  );
  for (const namespace of ["default", "tkg-system"]) {
    assert.equal(await client.get(clusterBootstrapTemplates, { namespace, name }), undefined);
  }
  await client.delete(packages, misplaced.metadata);
}

export const packageDeleted: readonly Row[] = [
  {
    label: "C.6: Package deleted",
    cases: [
      {
        title: "ConfigMap, template and packages go; TKr and OS images stay and are still resolved",
        async run(bench) {
          const { client, sandbox } = bench;
          const name = tkrName(tiny125);
          const addOn = {
            namespace: "tkg-system",
            name: "antrea.tanzu.vmware.com.1.9.0+vmware.1-tkg.1-advanced",
          };
          assert.ok(await client.get(packages, addOn));
          await client.delete(packages, tinyPackage(sandbox, tiny125).metadata);
          await eventually("garbage collection", async () => {
            const left = await Promise.all([
              client.get(clusterBootstrapTemplates, { namespace: "tkg-system", name }),
              client.get(configMaps, { namespace: "tkg-system", name: `tkr-${name}` }),
              client.get(packages, addOn),
            ]);
            return left.every((object) => object === undefined);
          });
          assert.equal(await condition(bench, tiny125, "Ready"), "True");
          assert.equal(await condition(bench, tiny125, "Compatible"), "True");
          assert.notEqual(await client.get(osImages, { name: `${name}-ac20b3` }), undefined);
          assert.equal(
            (await bench.dryRun(await bench.cluster())).metadata.labels["run.tanzu.vmware.com/tkr"],
            name,
          );
        },
      },
    ],
  },
];
