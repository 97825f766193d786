/** What `tkg-edge adopt` makes of the variables that admission filled in from the defaults of a ClusterClass. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { UserError } from "../../../src/config/problem.js";
import type { ClusterVariable } from "../../cluster-object.js";
import { put, variable } from "../config/object-spec/manifest.js";
import { FakeManagement } from "../fake-management.js";
import { page, useAdopt } from "./adopt-command.js";

describe("tkg-edge adopt, of the defaults of a class", () => {
  const { bench, run, written } = useAdopt();

  /** A Cluster of the vendor page's commands as admission has stored it, with defaults of its class. */
  const admitted = (changes: Readonly<Record<string, unknown>> = {}): LiveObject[] =>
    page((cluster) => {
      put(cluster, "metadata/uid", "5f0c");
      const values = {
        ...{ eventRateLimitConf: "", VSPHERE_WINDOWS_TEMPLATE: "", vipNetworkInterface: "eth0" },
        ...{ cni: "none", apiServerPort: 6443, ntpServers: [], additionalFQDN: ["api.example.com"] },
        network: { ipv6Primary: false, addressesFromPools: [] },
        podSecurityStandard: { enforceVersion: "v1.24", warnVersion: "v1.24" },
        proxy: { httpProxy: "http://p.example.com", httpsProxy: "http://p.example.com", systemWide: false },
        auditLogging: { enabled: true },
        ...changes,
      };
      for (const [name, value] of Object.entries(values)) {
        variable({ cluster, secret: {}, bootstrap: {} }, name, value);
      }
    });
  const ofAdmission: Readonly<Record<string, object>> = {
    eventRateLimitConf: { type: "string", default: "" },
    VSPHERE_WINDOWS_TEMPLATE: { type: "string", default: "" },
    vipNetworkInterface: { type: "string", default: "eth0" },
    cni: { type: "string", default: "none" },
    apiServerPort: { type: "integer", default: 6443 },
    ntpServers: { type: "array", items: { type: "string" }, default: [] },
    additionalFQDN: { type: "array", items: { type: "string" }, default: [] },
    network: {
      type: "object",
      default: { ipv6Primary: false },
      properties: {
        ipv6Primary: { type: "boolean", default: false },
        addressesFromPools: { type: "array", items: { type: "object" }, default: [] },
      },
    },
    podSecurityStandard: {
      type: "object",
      default: {},
      properties: { enforceVersion: { default: "v1.24" }, warnVersion: { default: "v1.24" } },
    },
    proxy: {
      type: "object",
      properties: { httpProxy: {}, httpsProxy: {}, systemWide: { type: "boolean", default: false } },
    },
    // The site's own default is false.
    auditLogging: { type: "object", properties: { enabled: { type: "boolean", default: true } } },
    vcenter: { type: "object", properties: { zone: { type: "string", default: "" } } },
  };
  const classObject = (
    form: "spec" | "status",
    changes: Readonly<Record<string, object>> = {},
  ): LiveObject => {
    const variables = Object.entries({ ...ofAdmission, ...changes }).map(([name, openAPIV3Schema]) => {
      const definition = { required: false, schema: { openAPIV3Schema } };
      return form === "spec" ? { name, ...definition } : { name, definitions: [definition] };
    });
    return {
      apiVersion: "cluster.x-k8s.io/v1beta1",
      kind: "ClusterClass",
      metadata: { name: "tkg-vsphere-default-v1.0.0", namespace: "retail" },
      ...(form === "spec" ? { spec: { variables } } : { status: { variables } }),
    };
  };
  for (const form of ["spec", "status"] as const) {
    it(`takes the defaults of the class for no configuration, defined in ${form}`, async () => {
      const withZone = (objects: readonly LiveObject[]) => {
        const { topology } = objects[0]?.spec as { topology: { variables: ClusterVariable[] } };
        put(topology.variables.find(({ name }) => name === "vcenter")?.value, "zone", "");
        return objects;
      };
      const { result, err } = await run([...withZone(admitted()), classObject(form)], "retail/shop-3");
      assert.equal(result, "changes nothing", err);
      const { site } = written();
      assert.deepEqual(site?.variables, {
        additionalFQDN: ["api.example.com"],
        proxy: { httpProxy: "http://p.example.com", httpsProxy: "http://p.example.com" },
      });
      assert.deepEqual([site.auditLogging, site.cni, site.extraVariables], [true, "antrea", {}]);
      assert.match(err, /controllers write are left out: [^\n]*variable eventRateLimitConf ""/);
      assert.match(err, /variable vcenter zone ""/);
      assert.doesNotMatch(err, /has no key for it|no workers|defaults of its class are not known/);
    });
  }

  it("refuses a value that is not the class's default and that no key can hold, before it writes anything", async () => {
    const other = classObject("spec", { eventRateLimitConf: { type: "string", default: "a2luZDogeA==" } });
    const { result, err } = await run([...admitted(), other], "retail/shop-3");
    assert.equal(result, "refused");
    assert.match(err, /eventRateLimitConf[^]*base64/);
    assert.ok(!existsSync(join(bench.directory, "Pulumi.s.yaml")));
  });

  it("reports a class that cannot be read, and keeps every value that a key can hold", async () => {
    const objects = admitted({ cni: "antrea" });
    class WithoutClasses extends FakeManagement {
      override get(kind: string, name: string) {
        const isClass = kind.startsWith("clusterclass");
        return isClass ? Promise.reject(new UserError("classes are forbidden")) : super.get(kind, name);
      }
    }
    const reader = new WithoutClasses(objects);
    const { result, err } = await run(objects, "retail/shop-3", {}, reader);
    assert.equal(result, "changes nothing", err);
    assert.match(
      err,
      /defaults of its class are not known \(ClusterClass retail\/tkg-vsphere-default-v1\.0\.0: classes are forbidden\)/,
    );
    assert.match(err, /variable eventRateLimitConf is left out: its key takes no empty value/);
    const { variables = {} } = written().site ?? {};
    assert.equal(variables.vipNetworkInterface, "eth0");
    assert.equal(variables.eventRateLimitConf, undefined);
  });
});
