/** Whether a running Cluster can be rolled to another version: by the versions, then by a dry run of the update. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { readCluster } from "../../../src/environment/facts/cluster.js";
import { sentenceOf, type Finding } from "../../../src/environment/finding.js";
import { checkRoll, checkVersionStep } from "../../../src/environment/questions/version-roll.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { exampleSite } from "../example-site.js";

const from = "v1.25.7+vmware.2-tkg.1";
const installed = [
  from,
  "v1.26.5+vmware.2-tkg.1",
  "v1.26.14+vmware.1-tkg.4",
  "v1.26.8+vmware.1-tiny.1-tkg.1",
];
const kubernetes = (version: string): string => version.replace(/-tkg\.\d+$/, "");

const running = (version: string, label = version): LiveObject => ({
  kind: "Cluster",
  metadata: {
    name: "workload-snc",
    namespace: "default",
    labels: { "run.tanzu.vmware.com/tkr": label.replace("+", "---") },
  },
  spec: { controlPlaneRef: { name: "plane" }, topology: { version: kubernetes(version) } },
});

interface Given {
  readonly live?: LiveObject;
  /** Of the control plane. @default - that of the Cluster */
  readonly plane?: string;
  /** TKr that a dry run gives the Cluster, or the words that refuse it. @default - the wanted one */
  readonly resolved?: string;
  readonly refusal?: string;
}

async function judged(to: string, { live = running(from), plane, resolved, refusal }: Given = {}) {
  let trials = 0;
  const management = {
    get: () =>
      Promise.resolve(
        plane === undefined ? undefined : { metadata: { name: "plane" }, spec: { version: plane } },
      ),
    installedVersions: () => Promise.resolve(installed),
    dryRunApply: () => {
      trials += 1;
      return Promise.resolve(
        refusal === undefined
          ? ({ ok: true, object: running(to, resolved ?? to) } as const)
          : ({ ok: false, text: refusal } as const),
      );
    },
  };
  const { site, vcenter } = exampleSite({ kind: "standard", tkrVersion: to });
  const wanted = { cluster: cluster(site, vcenter), tkrVersion: to, live: readCluster(live) };
  const finding = await checkRoll(management, wanted);
  if (trials === 0) assert.deepEqual(finding, await checkVersionStep(management, wanted));
  return { finding, trials };
}

const refused = ({ finding, trials }: { readonly finding: Finding; readonly trials: number }): string => {
  assert.equal(finding.severity, "failure");
  assert.equal(finding.path, "tkg-edge:site.tkrVersion");
  assert.equal(trials, 0);
  return `${sentenceOf(finding)}; expected: ${finding.expected ?? ""}. ${finding.remedy ?? ""}`;
};

describe("a roll to another version", () => {
  for (const to of ["v1.25.7+vmware.2-tkg.2", "v1.25.13+vmware.1-tkg.1", "v1.26.5+vmware.2-tkg.1"]) {
    it(`is admitted to ${to}`, async () => {
      const { finding, trials } = await judged(to);
      assert.deepEqual([finding.severity, trials], ["ok", 1]);
    });
  }

  it("is refused beyond the next minor version, with the installed TKrs as the steps", async () => {
    const text = refused(await judged("v1.28.11+vmware.2-tkg.2"));
    assert.match(text, /"v1\.28\.11\S+", and Cluster default\/workload-snc runs v1\.25\.7\+vmware\.2-tkg\.1/);
    assert.match(
      text,
      /each with a pulumi up of its own: v1\.26\.14\+vmware\.1-tkg\.4, then a TKr of Kubernetes 1\.27 \(none is installed\), then v1\.28\.11/,
    );
  });

  it("is refused where the node is a minor version behind its Cluster, since the roll before is not complete", async () => {
    const live = running("v1.26.5+vmware.2-tkg.1");
    const text = refused(await judged("v1.27.5+vmware.1-tkg.1", { live, plane: "v1.25.7+vmware.2" }));
    assert.match(text, /one at a time[\s\S]*v1\.26\.14\+vmware\.1-tkg\.4, then v1\.27\.5/);
  });

  it("is refused to an older version, and to an older build of the same, with the way back", async () => {
    for (const to of ["v1.25.6+vmware.1-tkg.1", "v1.24.17+vmware.1-tkg.1"]) {
      assert.match(
        refused(await judged(to)),
        /no cluster back\. To go back, set tkg-edge:site\.versionChange: rebuild/,
      );
    }
    const live = running("v1.25.7+vmware.2-tkg.2");
    assert.match(refused(await judged("v1.25.7+vmware.2-tkg.1", { live })), /no cluster back/);
  });

  it("is refused from a version that is none", async () => {
    const live: LiveObject = { kind: "Cluster", metadata: { name: "workload-snc", namespace: "default" } };
    assert.match(
      refused(await judged(from, { live })),
      /runs no known version; expected: .*cannot be compared/,
    );
  });

  it("is refused in the words of admission", async () => {
    const { finding } = await judged("v1.26.5+vmware.2-tkg.1", { refusal: "denied: no template" });
    assert.equal(finding.severity, "failure");
    assert.match(
      finding.seen,
      /^the update of Cluster default\/workload-snc is refused: denied: no template$/,
    );
  });

  it("is refused where TKG would choose another TKr of the same Kubernetes version", async () => {
    const { finding } = await judged("v1.26.5+vmware.2-tkg.1", { resolved: "v1.26.5+vmware.2-tkg.2" });
    assert.equal(finding.severity, "failure");
    assert.match(
      finding.seen,
      /TKG would give Cluster default\/workload-snc TKr v1\.26\.5\+vmware\.2-tkg\.2/,
    );
  });
});
