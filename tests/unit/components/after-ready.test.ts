/** What a site gets on a cluster that is Ready: its resources, their order, and how a rebuild replaces them. */
import assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import { readObjects } from "../../../src/config/after-ready/read-objects.js";
import { SingleNodeCluster } from "../../../src/library/single-node-cluster.js";
import { exampleSite } from "../example-site.js";
import { environmentOf, inputOf, usePlan, type Plan } from "./planned-resources.js";

const manifests = `
{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: checks}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: shop}, data: {a: b}}
---
apiVersion: v1
kind: Secret
metadata: {name: token, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"a": "s3cret"}'}}
stringData: {token: s3cret}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop, annotations: {"pulumi.com/deletionPropagationPolicy": orphan}}}
---
{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: tills.example.com}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
`;
const { objects, problems } = readObjects(manifests, "shop.yaml");

const policy = "pulumi.com/deletionPropagationPolicy";

const onCluster = [
  "edge-objects/Namespace/shop",
  "edge-objects/apiextensions.k8s.io/CustomResourceDefinition/tills.example.com",
  "edge-objects/ConfigMap/shop/settings",
  "edge-objects/Secret/token",
  "edge-objects/apps/Deployment/shop/web",
  "edge-objects/admissionregistration.k8s.io/ValidatingWebhookConfiguration/checks",
];

describe("a site with afterReady", () => {
  const plan = usePlan();
  const make = (
    afterReady: Record<string, unknown> | undefined,
    earlierTypes: ReadonlyMap<string, string> = new Map<string, string>(),
  ): Promise<Plan> => {
    const { site, vcenter } = exampleSite({ ...(afterReady && { afterReady }), protect: true });
    const parts = {
      ...{ site, vcenter, earlierTypes },
      objects: afterReady?.manifests === undefined ? [] : objects,
      vcenterPassword: secret("Passw0rd-of-the-test"),
      managementCluster: { kubeconfig: "mgmt.kubeconfig", context: "mgmt" },
      bootstrapPackages: ["vsphere-cpi.tanzu.vmware.com.1.25.1"],
    };
    return plan(() => new SingleNodeCluster("edge", { ...site, checked: { parts } }));
  };

  it("has none of it without the key", async () => {
    const { resources } = await make(undefined);
    assert.deepEqual(
      resources.filter(({ name }) => /objects|after-ready/.test(name)),
      [],
    );
  });

  it("has a resource for each object, with a provider of the workload cluster", async () => {
    assert.deepEqual(problems, []);
    const made = await make({ manifests: ["shop.yaml"] });
    for (const name of onCluster) {
      assert.equal(made.get(name).provider, "edge-objects-provider", name);
      assert.equal(made.get(name).parent, "edge-objects", name);
      assert.equal(made.get(name).protect, false, name);
    }
    assert.equal(made.get("edge-objects/ConfigMap/shop/settings").type, "kubernetes:core/v1:ConfigMap");
    assert.equal(made.get("edge-objects/apps/Deployment/shop/web").type, "kubernetes:apps/v1:Deployment");
    const provider = made.get("edge-objects-provider");
    assert.equal(provider.inputs.clusterIdentifier, "uid-of-edge-cluster");
    assert.deepEqual(provider.secretInputs, ["kubeconfig"]);
    // Which is read when the cluster is Ready.
    assert.ok(provider.dependsOn.includes("edge-kubeconfig"));
  });

  it("replaces the objects with the Cluster and never deletes them on one that goes away", async () => {
    const made = await make({ manifests: ["shop.yaml"] });
    for (const name of onCluster) {
      const { replaceWith, deletedWith, deleteBeforeReplace } = made.get(name);
      assert.deepEqual(
        { replaceWith, deletedWith, deleteBeforeReplace },
        {
          replaceWith: ["edge-anchor"],
          deletedWith: "edge-cluster",
          deleteBeforeReplace: true,
        },
      );
    }
    assert.deepEqual(made.get("edge-cluster").replaceWith, ["edge-anchor"]);
  });

  it("applies namespaces and kinds before what needs them, and webhooks last", async () => {
    const made = await make({ manifests: ["shop.yaml"] });
    const [namespace = "", kind = "", ...others] = onCluster;
    const webhook = others.pop() ?? "";
    for (const name of others) {
      assert.ok(made.comesAfter(name, namespace) && made.comesAfter(name, kind), name);
      assert.ok(made.comesAfter(webhook, name), name);
    }
    assert.ok(!made.comesAfter(namespace, kind) && !made.comesAfter(kind, namespace));
  });

  it("has objects deleted in the background, unless their own annotation differs", async () => {
    const made = await make({ manifests: ["shop.yaml"] });
    const policyOf = (name: string) =>
      (made.get(name).inputs.metadata as { annotations: Record<string, string> }).annotations[policy];
    assert.equal(policyOf("edge-objects/ConfigMap/shop/settings"), "background");
    assert.equal(policyOf("edge-objects/apps/Deployment/shop/web"), "orphan");
  });

  it("keeps the values of Secrets secret, and nothing else", async () => {
    const made = await make({ manifests: ["shop.yaml"] });
    const { secretInputs } = made.get("edge-objects/Secret/token");
    assert.ok(secretInputs.includes("stringData") && secretInputs.includes("metadata"));
    assert.deepEqual(made.get("edge-objects/ConfigMap/shop/settings").secretInputs, []);
  });

  it("keeps an object that moves to another version of its API", async () => {
    const name = "edge-objects/apps/Deployment/shop/web";
    const made = await make({ manifests: ["x"] }, new Map([[name, "kubernetes:apps/v1beta1:Deployment"]]));
    assert.equal(made.get(name).aliasTypes[0], "kubernetes:apps/v1beta1:Deployment");
    assert.deepEqual(made.get("edge-objects/Secret/token").aliasTypes, []);
  });

  it("runs its command after the objects, for each Cluster, with the kubeconfig as a secret", async () => {
    const made = await make({ manifests: ["shop.yaml"], command: "./register.sh" });
    const command = made.get("edge-after-ready");
    for (const name of onCluster) assert.ok(made.comesAfter("edge-after-ready", name), name);
    assert.ok(made.comesAfter("edge-after-ready", "edge-kubeconfig"));
    assert.deepEqual(command.inputs.triggers, ["uid-of-edge-cluster"]);
    assert.deepEqual(inputOf(command), {
      management: { kubeconfig: "mgmt.kubeconfig", context: "mgmt" },
      ...{ clusterName: "workload-snc", clusterNamespace: "default" },
      ...{ commandLine: "./register.sh", timeoutSeconds: 1800 },
    });
    assert.ok("TKG_EDGE_WORKLOAD_KUBECONFIG" in environmentOf(command));
    assert.equal(command.inputs.delete, undefined);
  });
});
