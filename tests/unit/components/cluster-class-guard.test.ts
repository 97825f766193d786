/** The annotation on each class of the vendor that keeps other clusters away from tiny TKrs. */
import assert from "node:assert/strict";
import type { GuardParts } from "../../../components/cluster-class-guard.js";
import { drifted, type Finding } from "../../../src/environment/finding.js";
import { ClusterClassGuard } from "../../../src/library/cluster-class-guard.js";
import { usePlan, type Plan } from "./planned-resources.js";

const written = 'metadata.annotations["tkg-edge/written-at"]';
const found: readonly Finding[] = [drifted("it was changed by hand")];

describe("the component ClusterClassGuard", () => {
  const plan = usePlan();
  const make = (changes: readonly Finding[] = []) =>
    plan(() => {
      const parts = { className: "class-a", resolveTkr: "guard" as const, found: changes };
      return new ClusterClassGuard("guard", { checked: { parts } });
    });

  it("writes one annotation of the class, by force, and leaves it on destroy", async () => {
    const made = await make();
    assert.deepEqual(made.names, [
      "kubernetes:cluster.x-k8s.io/v1beta1:ClusterClassPatch guard-annotation",
      "tkg-edge:index:ClusterClassGuard guard",
    ]);
    const patch = made.get("guard-annotation");
    assert.ok(patch.retainOnDelete);
    assert.equal(patch.parent, "guard");
    const { name, namespace, annotations } = patch.inputs.metadata as {
      readonly name: string;
      readonly namespace: string;
      readonly annotations: Readonly<Record<string, string>>;
    };
    assert.deepEqual([namespace, name], ["tkg-system", "class-a"]);
    assert.equal(annotations["run.tanzu.vmware.com/resolve-tkr"], "!tkr.tanzu.vmware.com/tiny");
    assert.equal(annotations["pulumi.com/patchForce"], "true");
  });

  it("writes it again where it was changed, and only there", async () => {
    assert.deepEqual((await make()).get("guard-annotation").ignoreChanges, [written]);
    assert.deepEqual((await make(found)).get("guard-annotation").ignoreChanges, []);
  });
});

describe("the component ClusterClassGuard with several classes", () => {
  const plan = usePlan();
  const [middle, newest] = ["tkg-vsphere-default-v1.1.0", "tkg-vsphere-default-v1.2.0"];
  const make = (args: Partial<GuardParts> = {}) =>
    plan(() => {
      const others = new Map<string, readonly Finding[]>([
        [middle, []],
        [newest, found],
      ]);
      const made = { className: "class-a", resolveTkr: "guard" as const, found: [], others };
      return new ClusterClassGuard("guard", { checked: { parts: { ...made, ...args } } });
    });
  const annotationOf = (made: Plan, name: string): unknown => {
    const { annotations } = made.get(name).inputs.metadata as {
      readonly annotations: Readonly<Record<string, string>>;
    };
    return annotations["run.tanzu.vmware.com/resolve-tkr"];
  };

  it("writes the annotation of each, beside the one that 0.1.0 wrote, and leaves all of them on destroy", async () => {
    const made = await make();
    const patches = ["guard-annotation", `guard-${middle}`, `guard-${newest}`];
    assert.deepEqual(
      made.names.filter((name) => name.includes("ClusterClassPatch")),
      patches.map((name) => `kubernetes:cluster.x-k8s.io/v1beta1:ClusterClassPatch ${name}`),
    );
    for (const name of patches) {
      assert.ok(made.get(name).retainOnDelete, name);
      assert.equal(annotationOf(made, name), "!tkr.tanzu.vmware.com/tiny");
    }
    const { metadata } = made.get(`guard-${newest}`).inputs as {
      readonly metadata: { readonly name: string; readonly namespace: string };
    };
    assert.deepEqual([metadata.namespace, metadata.name], ["tkg-system", newest]);
  });

  it("writes only the one again that was changed", async () => {
    const made = await make();
    assert.deepEqual(made.get(`guard-${middle}`).ignoreChanges, [written]);
    assert.deepEqual(made.get(`guard-${newest}`).ignoreChanges, []);
  });

  it("has no patch of a default class that is not there", async () => {
    const made = await make({ className: undefined });
    assert.ok(!made.names.some((name) => name.endsWith(" guard-annotation")));
  });

  it("gives all of them the vendor's own selector back", async () => {
    const made = await make({ resolveTkr: "original" });
    assert.deepEqual(
      [annotationOf(made, "guard-annotation"), annotationOf(made, `guard-${newest}`)],
      ["", ""],
    );
  });
});
