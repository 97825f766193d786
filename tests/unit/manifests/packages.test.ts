/** Packages of the user's, and values for those of the TKr: forms, objects, digest, and the merge into a live list. */
import assert from "node:assert/strict";
import { ConfigurationError } from "../../../src/config/problem.js";
import { addPackages } from "../../../src/contracts/add-packages.js";
import { inputText } from "../../../src/contracts/environment.js";
import { kindsBeside } from "../../../src/environment/facts/site-objects.js";
import { clusterBootstrap, configuredPackages } from "../../../src/manifests/cluster-bootstrap.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { fullPackageName, mergedPackages } from "../../../src/manifests/merged-packages.js";
import { rebuildInputs } from "../../../src/manifests/rebuild.js";
import { rolledInputs } from "../../../src/manifests/rolled.js";
import { removedNotice, removedPackages } from "../../../src/program/removed-packages.js";
import { exampleSite } from "../example-site.js";

const offered = [
  "antrea.tanzu.vmware.com.1.9.0+vmware.1-tkg.1-advanced",
  "calico.tanzu.vmware.com.3.24.1+vmware.1-tkg.1",
  "vsphere-cpi.tanzu.vmware.com.1.25.1+vmware.2-tkg.1",
  "vsphere-csi.tanzu.vmware.com.2.7.1+vmware.2-tkg.1",
  "kapp-controller.tanzu.vmware.com.0.41.7+vmware.1-tkg.1",
  "metrics-server.tanzu.vmware.com.0.6.2+vmware.1-tkg.1",
];
const agent = { refName: "agent.example.com.1.0.0", valuesFrom: { inline: { level: "info" } } };
const bare = { cpi: { excludeEndpoint: false } };

describe("packages of a site", () => {
  it("that are additional are no part of the ClusterBootstrap which is made before the Cluster", () => {
    const { site } = exampleSite({ ...bare, packages: { additional: [agent] } });
    assert.deepEqual(configuredPackages(site), { cni: false, cpi: false });
    assert.deepEqual(kindsBeside(site), ["Secret"]);
    const { site: plain } = exampleSite();
    const { site: more } = exampleSite({ packages: { additional: [agent] } });
    assert.deepEqual(clusterBootstrap(more, offered), clusterBootstrap(plain, offered));
  });

  it("change no Cluster, no digest and nothing that is rolled", () => {
    const { site: plain, vcenter } = exampleSite();
    const { site } = exampleSite({ packages: { additional: [agent] } });
    assert.deepEqual(rebuildInputs(site, vcenter.server), rebuildInputs(plain, vcenter.server));
    assert.deepEqual(rolledInputs(site), rolledInputs(plain));
    assert.deepEqual(cluster(site, vcenter), cluster(plain, vcenter));
  });

  const withValues = (valuesFrom: object) => [{ ...agent, valuesFrom }];
  const refused: [string, readonly object[], RegExp][] = [
    ["two sources", withValues({ inline: { a: 1 }, secretRef: "s" }), /either inline or secretRef/],
    ["no source", withValues({}), /either inline or secretRef/],
    ["no values", withValues({ inline: {} }), /data values, not empty/],
    ["null", withValues({ inline: { a: [null] } }), /inline\.a\[0\][\s\S]*null stands for none/],
    [
      "a password",
      withValues({ inline: { b: { password: "Hidden-9" } } }),
      /b\.password[\s\S]*into a Secret/,
    ],
    ["a token in a list", withValues({ inline: { tokens: ["Hidden-9"] } }), /tokens\[0\]/],
    ["a private key", withValues({ inline: { a: "-----BEGIN PRIVATE KEY-----Hidden-9" } }), /may be secret/],
    ["a placeholder", withValues({ inline: { zone: "${ZONE}" } }), /inline\.zone[\s\S]*placeholders/],
    ["a Secret's path", withValues({ secretRef: "ns/secret" }), /the name of a Secret/],
    ["a provider's object", withValues({ providerRef: { kind: "K" } }), /providerRef/],
    ["no whole name", [{ refName: "agent" }], /the full name of a Package/],
    ["a core package", [{ refName: "vsphere-csi*" }], /every cluster has this one already/],
    ["another CNI", [{ refName: "calico.tanzu.vmware.com.3.24.1" }], /site\.cni chooses/],
    ["a package twice", [agent, { refName: "agent.other.example.com.2.0.0" }], /each package once/],
  ];
  for (const [what, additional, expected] of refused) {
    it(`are refused with ${what}, and nothing that may be secret is shown`, () => {
      assert.throws(
        () => exampleSite({ packages: { additional } }),
        (error) => {
          assert.ok(error instanceof ConfigurationError);
          assert.match(error.message, expected);
          assert.doesNotMatch(error.message, /Hidden-9/);
          return true;
        },
      );
    });
  }

  it("that are taken out are named while the state has them", () => {
    const plain = { refName: "plain.example.com.1.0.0" };
    const { site } = exampleSite({ packages: { additional: [agent, plain] } });
    const environment = {
      TKG_EDGE_INPUT: inputText(addPackages, {
        management: { kubeconfig: "k", context: "c" },
        clusterName: site.name,
        clusterNamespace: site.namespace,
        timeoutSeconds: 600,
        packages: [agent, { refName: "old*" }, { ...plain, valuesFrom: agent.valuesFrom }],
      }),
    };
    const urn = `urn:pulumi:x::tkg-edge::command:local:Command::${site.name}-packages`;
    const removed = removedPackages(site, [{ urn, type: "command:local:Command", outputs: { environment } }]);
    assert.deepEqual(removed, ["old*", "the values of plain.example.com.1.0.0"]);
    assert.match(
      removedNotice(site, removed),
      /keeps old\*, the values of plain\S+, although .*site\.rebuild\.generation/,
    );
    assert.deepEqual(removedPackages(site, []), []);
  });
});

describe("the list of a live ClusterBootstrap", () => {
  const metrics = { refName: offered[5] ?? "" };
  const pinniped = {
    refName: "pinniped.tanzu.vmware.com.0.12.1",
    valuesFrom: { secretRef: "shop-pinniped-package" },
  };
  const kinds = new Map([
    [metrics.refName, "metrics-server.tanzu.vmware.com"],
    [pinniped.refName, "pinniped.tanzu.vmware.com"],
    ["agent.example.com.1.0.0", "agent.example.com"],
    ["agent.example.com.2.0.0", "agent.example.com"],
  ]);

  it("keeps every package, its order and the values that TKG gave", () => {
    const values = { inline: { replicas: 2 } };
    assert.deepEqual(
      mergedPackages([metrics, pinniped], [agent, { ...metrics, valuesFrom: values }], kinds),
      [{ ...metrics, valuesFrom: values }, pinniped, agent],
    );
  });

  it("has a newer version in the place of the older", () => {
    const newer = { refName: "agent.example.com.2.0.0" };
    assert.deepEqual(mergedPackages([agent, pinniped], [newer], kinds), [{ ...agent, ...newer }, pinniped]);
  });

  it("is left alone where it has everything", () => {
    assert.equal(
      mergedPackages([metrics, pinniped, agent], [agent, { refName: pinniped.refName }], kinds),
      undefined,
    );
    assert.equal(mergedPackages([metrics], [], kinds), undefined);
  });

  it("has full names: of one package of the TKr, else the name as it is", () => {
    assert.equal(fullPackageName("metrics*", offered), offered[5]);
    assert.equal(fullPackageName("vsphere-*", offered), "vsphere-*");
    assert.equal(fullPackageName("ghost*", offered), "ghost*");
    assert.equal(fullPackageName("agent.example.com.1.0.0", offered), "agent.example.com.1.0.0");
  });
});
