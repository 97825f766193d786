/**
 * A site with `afterReady`: objects on the workload cluster and a command, created with the cluster, changed in place, and
 * there again after a rebuild, whether the API of the old cluster answers or not. The recipes of docs/after-rebuild.md run
 * with it. One object has a finalizer that nobody removes: a delete that is sent to a cluster that goes away would never end.
 */
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../../sandbox/process-identity.js";
import { recordedProcesses } from "../../sandbox/process-records.js";
import { realChanges } from "./harness/engine-events.js";
import { checkout } from "./harness/project.js";
import { useSandbox } from "./harness/sandbox-of-file.js";
import { eventually } from "./harness/wait.js";
import { clusterName, failed, succeeded, TriedSite } from "./steps/tried-site.js";

const secretValue = "Value-of-the-users-Secret";

const base = `
{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: shop}, data: {mode: first}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: pinned, namespace: shop, finalizers: [example.com/nobody]}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: removed}, data: {a: b}}
---
{apiVersion: v1, kind: Secret, metadata: {name: token, namespace: shop}, stringData: {token: ${secretValue}}}
`;

/** Stands for the kustomization of a GitOps agent: its namespace and its kind. */
const agent = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: applications.argoproj.io}
spec:
  group: argoproj.io
  scope: Namespaced
  names: {kind: Application, plural: applications, singular: application}
  versions:
    - name: v1alpha1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: argocd}}
`;

/** What is carried over, one of them owned by another object. */
const carried = { sales: "17", stock: "23" };

describe("a site with afterReady", function () {
  this.bail(true);
  const file = useSandbox({ profile: "light", settings: { addonsDeleteTimeoutSeconds: 10 } });
  let site: TriedSite;
  let kubeconfig: string;

  const inProject = (name: string) => join(site.stack.project, name);
  const runs = () => readFileSync(inProject("runs"), "utf8").trim().split("\n");
  /** The recipes, and a line in a file for each run. */
  const command = (more: string) => `echo "$TKG_EDGE_CLUSTER_NAME" >> runs; ${more}`;
  const whole = command("./apply-objects.sh && FLEET_KUBECONFIG=fleet ./register-elsewhere.sh");
  const configure = (afterReady: object, rebuild: object = {}) => {
    site.stack.configure({
      site: {
        afterReady: { manifests: ["shop", "base.yaml", "argocd", "gitops-application.yaml"], ...afterReady },
        rebuild: { beforeCommand: "./export-objects.sh", ...rebuild },
      },
    });
  };
  const onCluster = (...args: string[]) => site.apis.kubectl(args, { kubeconfig });
  const takeKubeconfig = async () => {
    const { kubeconfig: text } = await site.stack.outputs({ showSecrets: true });
    writeFileSync(kubeconfig, String(text), { mode: 0o600 });
  };
  /** Everything of the manifests, by its names on the cluster. */
  const objectsThere = async (): Promise<readonly string[]> => {
    const kinds = ["namespace/shop", "namespace/argocd", "crd/applications.argoproj.io"];
    const inShop = ["configmap/settings", "configmap/pinned", "secret/token", "configmap/generated"];
    const found = await Promise.all([
      onCluster("get", ...kinds, "-o", "name"),
      onCluster("get", ...inShop, "-n", "shop", "-o", "name"),
      onCluster("get", "applications.argoproj.io/site", "-n", "argocd", "-o", "name"),
    ]);
    return found.join("\n").split("\n").sort();
  };
  const whatIsThere = [
    "application.argoproj.io/site",
    "configmap/generated",
    "configmap/pinned",
    "configmap/settings",
    "customresourcedefinition.apiextensions.k8s.io/applications.argoproj.io",
    "namespace/argocd",
    "namespace/shop",
    "secret/token",
  ];
  const killWorkloadApi = async (): Promise<void> => {
    const ofGuest = ({ name }: { readonly name: string }) => /^guest-.*-kube-apiserver$/.test(name);
    const [server = assert.fail("no guest runs"), ...others] = recordedProcesses(
      file.sandbox.directory,
    ).filter(ofGuest);
    assert.equal(others.length, 0);
    process.kill(server.pid, "SIGKILL");
    await eventually("the workload API to end", () => Promise.resolve(!isAlive(server)));
  };
  const registered = async () =>
    (await site.apis.mustGet("configmap", `site-default.${clusterName}`, "default")).data?.clusterId;

  before("make the stack and its manifests", async () => {
    site = await TriedSite.make(file, "after", { protect: false });
    kubeconfig = join(file.directory, "workload.kubeconfig");
    for (const name of [
      "export-objects.sh",
      "apply-objects.sh",
      "register-elsewhere.sh",
      "gitops-application.yaml",
    ])
      cpSync(join(checkout, "examples", "after-rebuild", name), inProject(name));
    cpSync(file.sandbox.kubeconfig, inProject("fleet"));
    writeFileSync(inProject("base.yaml"), base);
    for (const folder of ["shop", "argocd"]) mkdirSync(inProject(folder));
    writeFileSync(
      inProject("shop/kustomization.yaml"),
      "resources: [namespace.yaml, generated.yaml]\nnamespace: shop\n",
    );
    writeFileSync(
      inProject("shop/namespace.yaml"),
      "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n",
    );
    writeFileSync(
      inProject("shop/generated.yaml"),
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: generated}}\n",
    );
    writeFileSync(inProject("argocd/agent.yaml"), agent);
    configure({ command: whole });
  });

  it("shows each object at preview while there is no cluster, and no value of a Secret", async () => {
    const preview = succeeded(await site.stack.preview({ diff: true }));
    for (const name of [
      "Namespace/shop",
      "ConfigMap/shop/generated",
      "ConfigMap/removed",
      "Secret/shop/token",
    ])
      assert.ok(preview.all.includes(`${clusterName}-objects/${name}`), `${name}: ${preview.all}`);
    assert.match(preview.all, /mode *: "first"/);
    assert.ok(!preview.all.includes(secretValue));
  });

  it("has its objects and its command with the cluster, and a second preview finds no changes", async () => {
    succeeded(await site.stack.up());
    site.uid = await site.uidNow();
    await takeKubeconfig();
    assert.deepEqual(await objectsThere(), whatIsThere);
    assert.deepEqual(runs(), [clusterName]);
    assert.ok((await registered()) !== undefined);
    succeeded(await site.stack.preview({ expectNoChanges: true, args: ["--refresh"] }));
    assert.ok(!site.stack.state().includes(secretValue), "the state holds a value of the Secret");
  });

  it("changes and deletes objects in place, and runs a command that failed again in the next up", async () => {
    writeFileSync(
      inProject("base.yaml"),
      base.replace("mode: first", "mode: second").replace(/---\n.*name: removed.*\n/, ""),
    );
    configure({ command: command("[ -e fixed ]") });
    const preview = succeeded(await site.stack.preview({ diff: true }));
    assert.match(preview.all, /mode: "first" => "second"/);
    const { all } = failed(await site.stack.up());
    assert.match(all, /tkg-edge:site\.afterReady\.command failed with exit code 1/);
    assert.equal(
      await onCluster("get", "cm/settings", "-n", "shop", "-o", "jsonpath={.data.mode}"),
      "second",
    );
    writeFileSync(inProject("fixed"), "");
    succeeded(await site.stack.up());
    assert.equal(await onCluster("get", "cm/removed", "--ignore-not-found", "-o", "name"), "");
    assert.equal(runs().length, 3);
    succeeded(await site.stack.preview({ expectNoChanges: true }));
    await site.isUntouched();
  });

  it("has everything again after a rebuild, with the objects that were carried over, and sends no delete to the old cluster", async () => {
    const id = await registered();
    const owner = await onCluster("get", "cm/settings", "-n", "shop", "-o", "jsonpath={.metadata.uid}");
    const owners = [{ apiVersion: "v1", kind: "ConfigMap", name: "settings", uid: owner }];
    for (const [name, today] of Object.entries(carried)) {
      await onCluster("create", "configmap", name, "-n", "shop", `--from-literal=today=${today}`);
      await onCluster("label", "configmap", name, "-n", "shop", "example.com/carry=true");
    }
    const owned = JSON.stringify({ metadata: { ownerReferences: owners } });
    await onCluster("patch", "configmap", "stock", "-n", "shop", "--type", "merge", "--patch", owned);
    configure({ command: whole }, { generation: 1 });
    const before = runs().length;
    const up = succeeded(await site.stack.up());
    assert.notEqual(await site.uidNow(), site.uid);
    site.uid = await site.uidNow();
    await takeKubeconfig();
    assert.deepEqual(await objectsThere(), whatIsThere);
    for (const [name, today] of Object.entries(carried)) {
      const found = await onCluster("get", `cm/${name}`, "-n", "shop", "-o", "jsonpath={.data}{.metadata}");
      assert.match(found, new RegExp(`"today":"${today}"`));
      // With its old owner, which the new cluster does not have, the object would soon be gone.
      assert.doesNotMatch(found, /ownerReferences/);
    }
    assert.equal(runs().length, before + 1, up.all);
    assert.notEqual(await registered(), id);
    succeeded(await site.stack.preview({ expectNoChanges: true }));
  });

  it("is refused by a cluster whose API does not answer, by name", async () => {
    await killWorkloadApi();
    writeFileSync(inProject("base.yaml"), base.replace("mode: first", "mode: third"));
    const { all } = failed(await site.stack.up());
    assert.match(all, /configured Kubernetes cluster is unreachable/);
    assert.equal(await site.uidNow(), site.uid);
  });

  it("has everything again after a rebuild of a cluster whose API does not answer", async () => {
    const before = runs().length;
    configure({ command: whole }, { generation: 2, beforeCommand: undefined });
    succeeded(await site.stack.up());
    assert.notEqual(await site.uidNow(), site.uid);
    await takeKubeconfig();
    assert.deepEqual(await objectsThere(), whatIsThere);
    assert.equal(runs().length, before + 1);
  });

  it("is destroyed also where the API of the cluster does not answer", async () => {
    await killWorkloadApi();
    const destroy = succeeded(await site.stack.destroy());
    assert.ok((realChanges(destroy).delete ?? 0) > 10, destroy.all);
    assert.equal(await site.apis.get("cluster", clusterName, "default"), undefined);
    assert.ok(existsSync(inProject("carried")));
  });
});
