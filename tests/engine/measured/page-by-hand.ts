/** A: the vendor page followed by hand, with its own commands: kubectl, imgpkg, govc in the sandbox's shell. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { conditionOf } from "../harness/live-apis.js";
import { variable } from "../harness/page-cluster.js";
import { inShell, tryInShell } from "../harness/sandbox-shell.js";
import { createCredentials } from "../harness/tiny-site.js";
import { eventually } from "../harness/wait.js";
import { workload, type Bench } from "./bench.js";
import { clusterAndSecret, compatibilityConfigMap } from "./page-file.js";
import type { Row } from "./row.js";

const tkr = "v1.25.7---vmware.1-tiny.2-tkg.1";
const bundleTag = "v1.25.7_vmware.1-tiny.2-tkg.1";
const packageFile = "packages/tkr-vsphere-edge.tanzu.vmware.com/1.25.7+vmware.1-tiny.2-tkg.1.yml";
const kubernetesVersion = "v1.25.7+vmware.1-tiny.2";

const shell = ({ sandbox, directory }: Bench, ...lines: string[]) => inShell(sandbox, directory, lines);
const write = ({ directory }: Bench, name: string, content: string): void => {
  writeFileSync(join(directory, name), content);
};

/** Applies the vendor page's file, once it is written. */
export const applyPageFile = (bench: Bench) => shell(bench, "kubectl apply -f vsphere-snc.yaml");

export const pageByHand: readonly Row[] = [
  {
    label: "A: ConfigMap, imgpkg pull, namespace edit, Package applied",
    cases: [
      { title: "TKr Ready and Compatible, two OS images, the template in tkg-system", run: bringInTkr },
    ],
  },
  {
    label: "A: OVA imported and marked as template",
    cases: [
      {
        title: "is matched by its vApp properties, whatever its name and folder",
        async run(bench) {
          await shell(
            bench,
            "govc folder.create /dc0/vm/elsewhere",
            "govc import.ova -dc /dc0 -ds /dc0/datastore/sharedVmfs-0 -pool /dc0/host/cluster0/Resources -folder /dc0/vm/elsewhere " +
              `-name unlikely '${bench.sandbox.directory}/ova/photon-3-kube-${kubernetesVersion}.ova'`,
            "govc vm.markastemplate -dc /dc0 unlikely",
          );
          await createCredentials(bench.client, bench.sandbox, "probe");
          const answer = await bench.dryRun(await bench.cluster(undefined, "probe"));
          const data = variable(answer, "TKR_DATA").value as Record<
            string,
            { osImageRef: { template: string } }
          >;
          assert.equal(data[kubernetesVersion]?.osImageRef.template, "/dc0/vm/elsewhere/unlikely");
        },
      },
    ],
  },
  {
    label: "A: added by admission",
    cases: [
      {
        title: "TKr label, an empty endpoint, 28 variables for 9 with defaults inside objects too, TKR_DATA",
        async run(bench) {
          const page = await bench.cluster(undefined, "probe");
          assert.equal(page.spec.topology.variables.length, 9);
          const { metadata, spec } = await bench.dryRun(page);
          assert.equal(metadata.labels["run.tanzu.vmware.com/tkr"], tkr);
          assert.deepEqual((spec as { controlPlaneEndpoint?: unknown }).controlPlaneEndpoint, {
            host: "",
            port: 0,
          });
          assert.equal(spec.topology.variables.length, 28);
          assert.deepEqual(variable({ spec }, "network").value, {
            addressesFromPools: [],
            ipv6Primary: false,
          });
          const data = variable({ spec }, "TKR_DATA").value as Record<string, { osImageRef: object }>;
          const reference = data[kubernetesVersion]?.osImageRef as Record<string, string>;
          assert.deepEqual(Object.keys(reference).sort(), ["moid", "template", "version"]);
          assert.match(reference.moid ?? "", /^vm-\d+$/);
          assert.equal(reference.version, "v1.25.7+vmware.1-tiny.2-tkg.1-ac20b3");
        },
      },
    ],
  },
  {
    label: "A: the vendor page's file as printed",
    cases: [
      {
        title: "the Cluster is denied, the Secret created",
        async run(bench) {
          await bench.apis.kubectl(["delete", "secret", "probe", "-n", "default", "--ignore-not-found"]);
          await bench.noteUntouched();
          write(bench, "vsphere-snc.yaml", clusterAndSecret(bench.sandbox));
          const { ok, text } = await tryInShell(bench.sandbox, bench.directory, [
            "kubectl apply -f vsphere-snc.yaml",
          ]);
          assert.equal(ok, false, text);
          assert.match(
            text,
            /could not get secret for key: default\/workload-snc: Secret "workload-snc" not found/,
          );
          assert.ok(await bench.apis.get("secret", workload, "default"));
          assert.equal(await bench.apis.get("cluster", workload, "default"), undefined);
        },
      },
      {
        title: "a second apply succeeds",
        async run(bench) {
          await applyPageFile(bench);
          assert.ok(await bench.apis.get("cluster", workload, "default"));
        },
      },
    ],
  },
];

async function bringInTkr(bench: Bench): Promise<void> {
  write(bench, "tiny-tkr-cm.yaml", compatibilityConfigMap);
  const { host, caFile } = bench.sandbox.registry;
  await shell(
    bench,
    "kubectl apply -f tiny-tkr-cm.yaml",
    `imgpkg pull -b ${host}/tkr-repository-vsphere-edge:${bundleTag} -o repository --registry-ca-cert-path '${caFile}'`,
    `sed -i 's/^metadata:/metadata:\\n  namespace: tkg-system/' 'repository/${packageFile}'`,
    `kubectl apply -f 'repository/${packageFile}'`,
  );
  await eventually("the TKr", async () => {
    const release = await bench.apis.get("tkr", tkr);
    return (
      release && conditionOf(release, "Ready") === "True" && conditionOf(release, "Compatible") === "True"
    );
  });
  const images = (await bench.apis.list("osimages")).map(({ metadata }) => metadata.name).sort();
  assert.deepEqual(images, [`${tkr}-87b1b3`, `${tkr}-ac20b3`]);
  const template = await bench.apis.mustGet("clusterbootstraptemplates", tkr, "tkg-system");
  assert.deepEqual(
    template.metadata.ownerReferences?.map(({ kind, name }) => `${kind} ${name}`),
    [`ConfigMap tkr-${tkr}`],
  );
  assert.equal((await bench.apis.mustGet("tkr", tkr)).metadata.ownerReferences, undefined);
}
