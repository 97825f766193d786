/** `tkg-edge adopt`: the stacks of clusters that run, by who made them. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LiveObject } from "../../../src/clients/live-object.js";
import type { StackSpec } from "../../../src/config/stack-spec.js";
import { rebuildInputs } from "../../../src/manifests/rebuild.js";
import { releasedSpec, releasedStack } from "../../upgrade/releases.js";
import { put, variable } from "../config/object-spec/manifest.js";
import { page, password, secretOf, useAdopt } from "./adopt-command.js";

describe("tkg-edge adopt", () => {
  const { bench, run, written } = useAdopt();

  const inputsOf = ({ site, connection }: StackSpec): object => {
    assert.ok(site && connection.vcenter);
    return rebuildInputs(site, connection.vcenter.server);
  };

  for (const kind of ["site", "calico", "identity", "standard", "adopted"]) {
    it(`reads a cluster of release 0.1.0, of which a rebuild would make the same: ${kind}`, async () => {
      const spec = releasedSpec("0.1.0", kind);
      const { name = "", namespace = "", identityRef } = spec.site ?? {};
      const objects = [...objectsOf("0.1.0", kind), ...(identityRef ? [] : [secretOf(name, namespace)])];
      if (identityRef) {
        const lost = await run(objects, `${namespace}/${name}`);
        assert.match(lost.err, /tkg-edge:connection\.vcenter\.username/);
        const vcenter = "vcenter:\n  username: administrator@vsphere.local\n";
        writeFileSync(join(bench.directory, "connection.yaml"), vcenter);
      }
      const given = identityRef ? { connectionFile: "connection.yaml" } : {};
      const { result, err } = await run(objects, `${namespace}/${name}`, given);
      assert.equal(result, identityRef ? "unproved" : "changes nothing", err);
      assert.equal(written().site?.adopt, true);
      // Only clusters of the vendor page, and objects as render prints them, carry no record of tkg-edge.
      assert.match(err, /names no stack, as release 0\.1\.0 leaves it/);
      assert.deepEqual(inputsOf(written()), inputsOf(spec));
      const inputs = bench.calls.flatMap(({ input }) => input ?? []);
      assert.deepEqual(inputs, identityRef ? [] : [password]);
      const text = readFileSync(join(bench.directory, "Pulumi.s.yaml"), "utf8");
      for (const shown of [text, err, ...bench.calls.flatMap(({ args }) => args)])
        assert.ok(!shown.includes(password));
    });
  }
  it("reads a cluster of the vendor page's commands, whose cloud provider excludes nothing, with a TKr of no known release", async () => {
    const name = "v1.28.9---vmware.1-tiny.1-tkg.2";
    const objects = page((cluster) => {
      put(cluster, "metadata/labels", { "run.tanzu.vmware.com/tkr": name });
      put(cluster, "spec/topology/version", "v1.28.9+vmware.1-tiny.1");
    });
    const ofPage = objects.filter(({ kind }) => kind !== "ClusterBootstrap");
    const { result, err, out } = await run(ofPage, "retail/shop-3");
    assert.equal(result, "changes nothing", err);
    assert.deepEqual(
      [written().site?.tkrVersion, written().site?.cpi],
      ["v1.28.9+vmware.1-tiny.1-tkg.2", { excludeEndpoint: false }],
    );
    assert.match(out, /proved by a preview[^]*pulumi up --stack s/);
  });
  it("takes a class, variables, labels and annotations of the user's own as they are, and reports which are unchecked", async () => {
    const own = page((cluster) => {
      put(cluster, "spec/topology/class", "acme-edge-v3");
      put(cluster, "metadata/labels/location", "shop");
      put(cluster, "metadata/annotations/example.com~owner", "retail-team");
      put(cluster, "metadata/annotations/kubectl.kubernetes.io~last-applied-configuration", "{}");
      variable({ cluster, secret: {}, bootstrap: {} }, "acmeAgent", { enabled: true });
    });
    const { result, err } = await run(own, "retail/shop-3");
    assert.equal(result, "changes nothing", err);
    const { site } = written();
    assert.deepEqual(
      [site?.className, site?.labels, site?.annotations, site?.extraVariables],
      [
        "acme-edge-v3",
        { location: "shop" },
        { "example.com/owner": "retail-team" },
        { acmeAgent: { enabled: true } },
      ],
    );
    assert.match(err, /variable acmeAgent is not known here; it is kept in site\.extraVariables, unchecked/);
  });
});

/** What a release left on the management cluster, but for Secrets, which its state holds encrypted. */
function objectsOf(version: string, kind: string): LiveObject[] {
  const { resources } = releasedStack(version, kind).state.deployment;
  return resources.flatMap(({ type, outputs }) => {
    if (!type.startsWith("kubernetes:") || type.endsWith(":Secret") || outputs === undefined) return [];
    const fields = Object.entries(outputs).filter(([key]) => !key.startsWith("__"));
    return [Object.fromEntries(fields) as unknown as LiveObject];
  });
}
