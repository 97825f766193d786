import assert from "node:assert/strict";
import { dump } from "js-yaml";
import { readObjectSpec } from "../../../../src/config/object-spec/read-object-spec.js";
import { parseStack } from "../../../../src/config/parse-stack.js";
import { cluster } from "../../../../src/manifests/cluster.js";
import { rebuildInputsAnnotation } from "../../../../src/manifests/rebuild.js";
import { elided, exampleSite } from "../../example-site.js";
import { dryRun } from "./dry-run.js";

const read = (text: string) => readObjectSpec(text, "spec.yaml");

/** The Cluster and Secret of our own keys as the page writes them: Cluster first, and the mark of a here-document. */
function pageManifest(): string {
  const { site, vcenter } = exampleSite();
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: site.name, namespace: site.namespace },
    stringData: { password: "<encoded:QWRtaW4hMjM=>", username: elided.username },
  };
  return `${dump(cluster(site, vcenter), { lineWidth: -1 })}---\n${dump(secret)}EOF\n`;
}

/** What the CLI's dry run becomes with some of its text replaced. */
const changed = (...[from, to]: [string | RegExp, string]) => read(dryRun.replace(from, to));

describe("objects of Kubernetes as input", () => {
  it("give back the site that they were made of", () => {
    const { connection, site, problems, vcenterPassword } = read(pageManifest());
    assert.deepEqual(problems, []);
    assert.equal(vcenterPassword, "Admin!23");
    const raw = { connection, site, secretsSet: new Set<string>() };
    const spec = parseStack(raw, "/nowhere", "page", "manifests");
    const own = exampleSite();
    assert.ok(spec.site && spec.connection.vcenter);
    assert.deepEqual(spec.site, own.site);
    assert.deepEqual(
      cluster(spec.site, spec.connection.vcenter).metadata.annotations[rebuildInputsAnnotation],
      cluster(own.site, own.vcenter).metadata.annotations[rebuildInputsAnnotation],
    );
  });

  it("get the three edits of the vendor page, each reported, and nothing is lost silently", () => {
    const { notes, problems, site, connection, vcenterPassword } = read(dryRun);
    assert.deepEqual(problems, []);
    assert.deepEqual(notes, [
      "spec.yaml: edit 1 of 3: topology.controlPlane.replicas is 1 (was 3)",
      "spec.yaml: edit 2 of 3: topology.workers is left out (it had 1 machine deployments)",
      "spec.yaml: topology.workers is left out: a single-node cluster has no workers " +
        '(spec.topology.workers.machineDeployments[0].class "tkg-worker", ' +
        'spec.topology.workers.machineDeployments[0].name "md-0", spec.topology.workers.machineDeployments[0].replicas 3)',
      "spec.yaml: variable worker is left out: a single-node cluster has no workers " +
        "(spec.topology.variables[4].value.machine.numCPUs 2)",
      'spec.yaml: vcenter.template "/dc0/vm/ubuntu" is left out: TKG finds the template by its vApp properties',
      "spec.yaml: trust entry proxy is left out: it is empty, and would write an empty certificate",
      "spec.yaml: variable security is not known here; it is kept in site.extraVariables, unchecked",
      "spec.yaml: edit 3 of 3: variable controlPlaneTaint is false (was true)",
      "spec.yaml: VSphereCPIConfig default/edge is left out: this program writes its own, with the API's address excluded " +
        '(apiVersion "cpi.tanzu.vmware.com/v1alpha1")',
      "spec.yaml: VSphereCSIConfig default/edge is left out: the TKr's own configuration is used " +
        '(apiVersion "csi.tanzu.vmware.com/v1alpha1")',
      "spec.yaml: ClusterBootstrap is left out but for its CNI calico*, which is site.cni: calico",
      'spec.yaml: PersistentVolumeClaim default/other is left out: it is not part of a site (apiVersion "v1")',
    ]);
    assert.equal(vcenterPassword, "secret-of-the-dry-run");
    assert.deepEqual(connection, {
      vcenter: {
        server: "192.0.2.10",
        thumbprint: elided.thumbprint,
        username: "administrator@vsphere.local",
      },
    });
    assert.deepEqual(site, {
      name: "edge",
      namespace: "default",
      network: { podCidrs: ["100.96.0.0/11"], serviceCidrs: ["100.64.0.0/13"] },
      className: "tkg-vsphere-default-v1.0.0",
      tkrVersion: "v1.25.7+vmware.2-tkg.1",
      kind: "standard",
      os: "ubuntu",
      controlPlaneEndpoint: "192.0.2.50",
      auditLogging: true,
      cni: "calico",
      placement: {
        datacenter: "/dc0",
        datastore: "/dc0/datastore/shared",
        folder: "/dc0/vm",
        network: "/dc0/network/VM Network",
        resourcePool: "/dc0/host/c0/Resources",
        cloneMode: "fullClone",
      },
      sshAuthorizedKeys: [elided.sshKey],
      machine: { diskGiB: 40, memoryMiB: 8192, numCPUs: 2 },
      node: { nameservers: ["192.0.2.2"], labels: { site: "north" } },
      variables: { ntpServers: ["192.0.2.3"], network: { ipv6Primary: false } },
      extraVariables: { security: { fileIntegrityMonitoring: { enabled: false } } },
    });
  });

  const refused: [string, [string | RegExp, string], RegExp][] = [
    ["no Cluster", [/kind: Cluster\n/, "kind: Clustr\n"], /0 objects of kind Cluster.*exactly one/],
    [
      "NSX ALB",
      [
        "name: aviAPIServerHAProvider\n        value: false",
        "name: aviAPIServerHAProvider\n        value: true",
      ],
      /not compatible with NSX/,
    ],
    ["a repeated variable", ["name: ntpServers", "name: auditLogging"], /auditLogging.*each variable once/],
    [
      "an unknown version",
      ["version: v1.25.7+vmware.2-tkg.1", "version: v1.25.7"],
      /spec\.topology\.version: "v1\.25\.7".*-tkg\.N/,
    ],
    [
      "YAML that is none",
      [/^kind: Secret$/m, "kind: [Secret"],
      /spec\.yaml:\d+:\d+: .*YAML that can be read/,
    ],
  ];
  for (const [what, change, expected] of refused) {
    it(`are refused with ${what}`, () => {
      const { problems } = changed(...change);
      const texts = problems.map((problem) => `${problem.path}: ${problem.found ?? ""} ${problem.expected}`);
      assert.match(texts.join("\n"), expected);
      assert.doesNotMatch(texts.join("\n"), /secret-of-the-dry-run/);
    });
  }
});
