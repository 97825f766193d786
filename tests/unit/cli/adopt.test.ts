/** `tkg-edge adopt`: stacks of clusters that run, read from a management cluster, and what their previews prove. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adoptAll } from "../../../src/cli/edge/adopt-all.js";
import { adopt } from "../../../src/cli/edge/adopt.js";
import type { LiveObject } from "../../../src/clients/live-object.js";
import type { ManagementReader } from "../../../src/clients/management-cluster.js";
import { parseStack } from "../../../src/config/parse-stack.js";
import { UserError } from "../../../src/config/problem.js";
import { readStackFile } from "../../../src/config/stack-file.js";
import type { StackSpec } from "../../../src/config/stack-spec.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { nothingChanges } from "../../../src/environment/judgements/adoption-words.js";
import { rebuildInputs } from "../../../src/manifests/rebuild.js";
import type { ClusterVariable } from "../../cluster-object.js";
import { releasedSpec, releasedStack } from "../../upgrade/releases.js";
import { manifest, put, variable } from "../config/object-spec/manifest.js";
import { FakeManagement } from "../fake-management.js";

const password = "Invented-Pw-9";

/** What `pulumi preview --json` prints of a cluster that is taken over. */
const preview = (changes: readonly string[] = [], steps: readonly object[] = []): string => {
  const head = "taking over Cluster default/x (site.adopt). The plan shows every field.";
  const message =
    changes.length === 0 ? `${head} ${nothingChanges}` : [`${head} What changes:`, ...changes].join("\n");
  const imported = { op: "import", urn: "urn:pulumi:s::p::kubernetes:cluster.x-k8s.io/v1beta1:Cluster::x" };
  return JSON.stringify({ steps: [imported, ...steps], diagnostics: [{ message }] });
};

describe("tkg-edge adopt", () => {
  let directory: string;
  let calls: { readonly args: readonly string[]; readonly input: string | undefined }[];
  let printed: string;
  let fails: string | undefined;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-adopt-"));
    writeFileSync(join(directory, "Pulumi.yaml"), "name: tkg-edge\nruntime: nodejs\n");
    [calls, printed, fails] = [[], preview(), undefined];
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const pulumi = (args: readonly string[], input?: string) => {
    calls.push({ args, input });
    if (args[1] === "export")
      return Promise.resolve({ ok: false, stdout: "", stderr: "no stack named 's' found" });
    if (args[0] !== "preview") return Promise.resolve({ ok: true, stdout: "", stderr: "" });
    return Promise.resolve({ ok: fails === undefined, stdout: fails ?? printed, stderr: "" });
  };
  const options = {
    ...{ kubeconfig: "mgmt.kubeconfig", context: "mgmt", force: false },
    ...{ editLoadBalancer: false, withoutPassword: false },
  };
  const run = async (
    objects: readonly LiveObject[],
    cluster: string,
    given: object = {},
    reader: ManagementReader = new FakeManagement(objects),
  ) => {
    let [out, err] = ["", ""];
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
    const facts = new Facts({ managementCluster: () => reader });
    const named = { ...options, directory, stack: "s", cluster, ...given };
    try {
      const { result } = await adopt(named, terminal, pulumi, facts);
      return { result, out, err };
    } catch (error) {
      return {
        result: "refused",
        out,
        err: `${err}${error instanceof Error ? error.message : String(error)}`,
      };
    }
  };
  const written = (stack = "s"): StackSpec => {
    const { raw } = readStackFile(directory, stack);
    return parseStack({ ...raw, secretsSet: new Set(["vcenterPassword"]) }, directory, stack);
  };
  const inputsOf = ({ site, connection }: StackSpec): object => {
    assert.ok(site && connection.vcenter);
    return rebuildInputs(site, connection.vcenter.server);
  };
  const secretOf = (name: string, namespace: string, more: object = {}): LiveObject => ({
    ...{ apiVersion: "v1", kind: "Secret", metadata: { name, namespace } },
    data: { username: base64("administrator@vsphere.local"), password: base64(password), ...more },
  });

  for (const kind of ["site", "calico", "identity", "standard", "adopted"]) {
    it(`reads a cluster of release 0.1.0, of which a rebuild would make the same: ${kind}`, async () => {
      const spec = releasedSpec("0.1.0", kind);
      const { name = "", namespace = "", identityRef } = spec.site ?? {};
      const objects = [...objectsOf("0.1.0", kind), ...(identityRef ? [] : [secretOf(name, namespace)])];
      if (identityRef) {
        const lost = await run(objects, `${namespace}/${name}`);
        assert.match(lost.err, /tkg-edge:connection\.vcenter\.username/);
        const vcenter = "vcenter:\n  username: administrator@vsphere.local\n";
        writeFileSync(join(directory, "connection.yaml"), vcenter);
      }
      const given = identityRef ? { connectionFile: "connection.yaml" } : {};
      const { result, err } = await run(objects, `${namespace}/${name}`, given);
      assert.equal(result, identityRef ? "unproved" : "changes nothing", err);
      assert.equal(written().site?.adopt, true);
      assert.deepEqual(inputsOf(written()), inputsOf(spec));
      const inputs = calls.flatMap(({ input }) => input ?? []);
      assert.deepEqual(inputs, identityRef ? [] : [password]);
      const text = readFileSync(join(directory, "Pulumi.s.yaml"), "utf8");
      for (const shown of [text, err, ...calls.flatMap(({ args }) => args)])
        assert.ok(!shown.includes(password));
    });
  }

  const page = (change: (cluster: Record<string, unknown>) => void = () => undefined): LiveObject[] => {
    const { cluster, bootstrap } = manifest();
    put(cluster, "metadata/labels", { "run.tanzu.vmware.com/tkr": "v1.25.7---vmware.1-tiny.2-tkg.1" });
    change(cluster);
    return [cluster, bootstrap, secretOf("shop-3", "retail")] as unknown as LiveObject[];
  };

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
  const classObject = (form: "spec" | "status", changes: Readonly<Record<string, object>> = {}): LiveObject => {
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
      assert.deepEqual([site?.auditLogging, site?.cni, site?.extraVariables], [true, "antrea", {}]);
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
    assert.ok(!existsSync(join(directory, "Pulumi.s.yaml")));
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

  it("lists what a stack cannot express before it writes anything", async () => {
    const objects = page((cluster) => {
      put(cluster, "spec/paused", true);
    });
    const paused = await run(objects, "retail/shop-3");
    assert.match(paused.err, /Cluster retail\/shop-3: spec\.paused is left out/);
    const nodes = page((cluster) => {
      put(cluster, "spec/topology/controlPlane/replicas", 3);
      put(cluster, "spec/topology/workers", {
        machineDeployments: [{ class: "tkg-worker", name: "md-0", replicas: 2 }],
      });
    });
    const several = await run(nodes, "retail/shop-3", { stack: "several" });
    assert.equal(several.result, "refused");
    assert.match(several.err, /spec\.topology\.controlPlane\.replicas[^]*a site has one node/);
    assert.match(several.err, /spec\.topology\.workers\.machineDeployments[^]*a site has no workers/);
    assert.ok(!existsSync(join(directory, "Pulumi.several.yaml")));
  });

  it("refuses one that is not there, that is being deleted, or that another stack has", async () => {
    const absent = await run(page(), "retail/shop-4");
    assert.match(absent.err, /has no such Cluster; it has retail\/shop-3/);
    const leaving = page((cluster) => {
      put(cluster, "metadata/deletionTimestamp", "2026-01-01T00:00:00Z");
    });
    assert.match((await run(leaving, "retail/shop-3")).err, /is still being deleted/);
    const others = page((cluster) => {
      put(cluster, "metadata/annotations", { "tkg-edge/made-by": "tkg-edge/other" });
    });
    assert.match((await run(others, "retail/shop-3")).err, /belongs to the stack tkg-edge\/other/);
    assert.ok(!existsSync(join(directory, "Pulumi.s.yaml")));
    assert.match((await run(page(), "shop-3")).err, /expected NAMESPACE\/NAME/);
  });

  it("refuses one without its Secret, unless the stack is to be without a password, and is unproved then", async () => {
    const broken = page().slice(0, 2);
    assert.match((await run(broken, "retail/shop-3")).err, /the vCenter password[^]*--without-password/);
    const { result, err } = await run(broken, "retail/shop-3", { withoutPassword: true });
    assert.equal(result, "unproved", err);
    assert.match(err, /not proved: once the password is set, run pulumi preview --stack s/);
    assert.ok(calls.every(({ args }) => args[0] !== "preview"));
  });

  it("is no proof where the preview changes, creates or replaces, or does not report what it takes over", async () => {
    const urn = (type: string) => `urn:pulumi:s::p::tkg-edge:index:SingleNodeCluster$${type}::x`;
    const anchor = {
      op: "create",
      urn: urn("command:local:Command"),
      newState: { type: "command:local:Command" },
    };
    const cluster = "kubernetes:cluster.x-k8s.io/v1beta1:Cluster";
    const rows: readonly [string, RegExp | undefined][] = [
      [preview([], [anchor]), undefined],
      [preview(["    Cluster spec.topology.variables.0: 1 -> 2"]), /variables\.0: 1 -> 2/],
      [
        preview([], [{ op: "create", urn: urn(cluster), newState: { type: cluster } }]),
        /create of .*Cluster x/,
      ],
      [preview([], [{ op: "replace", urn: urn("command:local:Command") }]), /replace of/],
      [JSON.stringify({ steps: [], diagnostics: [] }), /does not report that it takes the cluster over/],
      ["no JSON", /JSON with steps and diagnostics/],
    ];
    for (const [text, expected] of rows) {
      printed = text;
      const { result, err } = await run(page(), "retail/shop-3", { force: true });
      if (expected) assert.match(err, expected);
      assert.equal(result === "changes nothing", expected === undefined, text);
    }
    fails = JSON.stringify({ diagnostics: [{ severity: "error", message: "tkg-edge:site.os is wrong" }] });
    const { err } = await run(page(), "retail/shop-3", { force: true });
    assert.match(err, /the preview of stack s fails: tkg-edge:site\.os is wrong/);
  });

  it("takes every selected workload cluster, each into a stack of its own, and goes on after one that is refused", async () => {
    const clusterNamed = (name: string, namespace: string, labels: object = {}): LiveObject => {
      const [cluster] = page((one) => {
        put(one, "metadata/name", name);
        put(one, "metadata/namespace", namespace);
        put(one, "metadata/labels", {
          "run.tanzu.vmware.com/tkr": "v1.25.7---vmware.1-tiny.2-tkg.1",
          ...labels,
        });
      });
      return cluster ?? assert.fail();
    };
    const secret = secretOf("east", "retail");
    const management = clusterNamed("mgmt", "tkg-system", {
      "cluster-role.tkg.tanzu.vmware.com/management": "",
    });
    const objects = [clusterNamed("east", "retail"), clusterNamed("west", "retail"), management, secret];
    let [out, err] = ["", ""];
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
    const facts = new Facts({ managementCluster: () => new FakeManagement(objects) });
    const all = await adoptAll({ ...options, directory }, terminal, pulumi, facts);
    assert.equal(all, false, err);
    assert.match(
      out,
      /CLUSTER +STACK +RESULT\nretail\/east +east +changes nothing\nretail\/west +west +refused\n$/,
    );
    assert.ok(
      existsSync(join(directory, "Pulumi.east.yaml")) && !existsSync(join(directory, "Pulumi.west.yaml")),
    );
    const none = new Facts({ managementCluster: () => new FakeManagement([management]) });
    const selected = { ...options, directory, selector: "site=edge" };
    await assert.rejects(
      adoptAll(selected, terminal, pulumi, none),
      /no workload Cluster with the labels site=edge/,
    );
  });
});

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** What a release left on the management cluster, but for Secrets, which its state holds encrypted. */
function objectsOf(version: string, kind: string): LiveObject[] {
  const { resources } = releasedStack(version, kind).state.deployment;
  return resources.flatMap(({ type, outputs }) => {
    if (!type.startsWith("kubernetes:") || type.endsWith(":Secret") || outputs === undefined) return [];
    const fields = Object.entries(outputs).filter(([key]) => !key.startsWith("__"));
    return [Object.fromEntries(fields) as unknown as LiveObject];
  });
}
