/** What `tkg-edge adopt` refuses, or lists, before it writes anything. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run as command } from "../../../src/cli/tkg-edge.js";
import { UserError } from "../../../src/config/problem.js";
import { put, variable } from "../config/object-spec/manifest.js";
import { FakeManagement } from "../fake-management.js";
import { base64, page, password, secretOf, useAdopt } from "./adopt-command.js";

describe("tkg-edge adopt refuses or lists", () => {
  const { bench, pulumi, run } = useAdopt();

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
    assert.ok(!existsSync(join(bench.directory, "Pulumi.several.yaml")));
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
    assert.ok(!existsSync(join(bench.directory, "Pulumi.s.yaml")));
    const management = page((cluster) => {
      put(cluster, "metadata/labels/cluster-role.tkg.tanzu.vmware.com~management", "");
    });
    assert.match((await run(management, "retail/shop-3")).err, /is the management cluster itself/);
    assert.match((await run(page(), "shop-3")).err, /expected NAMESPACE\/NAME/);
  });

  it("refuses one without its Secret, unless the stack is to be without a password, and is unproved then", async () => {
    const broken = page().slice(0, 2);
    assert.match((await run(broken, "retail/shop-3")).err, /the vCenter password[^]*--without-password/);
    const { result, err } = await run(broken, "retail/shop-3", { withoutPassword: true });
    assert.equal(result, "unproved", err);
    assert.match(
      err,
      /not proved, [^\n]*pulumi config set --secret tkg-edge:vcenterPassword --stack s, then the same/,
    );
    assert.ok(bench.calls.every(({ args }) => args[0] !== "preview"));
  });
  it("refuses passwords that the Cluster holds in plain text, unless they are to be written", async () => {
    const open = page((cluster) => {
      const all = { cluster, secret: {}, bootstrap: {} };
      variable(all, "proxy", {
        httpProxy: "http://proxy-user:hunter2-proxy@p.example.com:3128",
        httpsProxy: "http://p.example.com:3128",
      });
      variable(all, "siteAgent", { enrolmentToken: "hunter2-token", url: "https://agent.example.com" });
      variable(all, "user", {
        sshAuthorizedKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ site@example.com"],
      });
    });
    const { result, err } = await run(open, "retail/shop-3");
    assert.equal(result, "refused");
    assert.match(
      err,
      /2 problems[^]*site\.variables\.proxy\.httpProxy[^]*site\.extraVariables\.siteAgent\.enrolmentToken/,
    );
    assert.match(err, /--plain-secrets/);
    assert.doesNotMatch(err, /hunter2|sshAuthorizedKeys/);
    assert.ok(!existsSync(join(bench.directory, "Pulumi.s.yaml")));
    const taken = await run(open, "retail/shop-3", { plainSecrets: true });
    assert.equal(taken.result, "changes nothing", taken.err);
    assert.match(taken.err, /warning: site\.variables\.proxy\.httpProxy holds a password/);
    assert.doesNotMatch(taken.err, /hunter2/);
  });

  it("never shows or writes what kubectl has noted on a Secret", async () => {
    const secret = secretOf("shop-3", "retail");
    const noted = JSON.stringify({ stringData: { username: "administrator@vsphere.local", password } });
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": noted };
    const objects = [...page().slice(0, 2), { ...secret, metadata: { ...secret.metadata, annotations } }];
    const { result, out, err } = await run(objects, "retail/shop-3");
    assert.equal(result, "changes nothing", err);
    for (const shown of [out, err, readFileSync(join(bench.directory, "Pulumi.s.yaml"), "utf8")])
      assert.ok(!shown.includes(password) && !shown.includes(base64(password)));
  });
  it("refuses names that are none, and a management cluster that is not named or does not answer, with one problem", async () => {
    const nothing = { kubeconfig: undefined, context: undefined };
    const rows: readonly [string, object, RegExp][] = [
      ["retail/shop-3", { stack: "shop 3" }, /--stack\n +read: +"shop 3"\n +expected: a stack's name/],
      ["retail/shop-3", { stack: "s".repeat(101) }, /--stack/],
      ["retail/--all", {}, /--cluster "retail\/--all": expected NAMESPACE\/NAME/],
      ["--v=9/shop-3", {}, /expected NAMESPACE\/NAME/],
      ["retail/shop-3/x", {}, /expected NAMESPACE\/NAME/],
      [
        "retail/shop-3",
        nothing,
        /^1 problem in the options[^]*--kubeconfig and --context, or --connection-file/,
      ],
      [
        "retail/shop-3",
        { ...nothing, connectionFile: "none.yaml" },
        /^1 problem in the options[^]*none\.yaml/,
      ],
    ];
    for (const [cluster, given, expected] of rows) {
      const { result, err } = await run(page(), cluster, given);
      assert.equal(result, "refused");
      assert.match(err, expected);
    }
    const silence =
      "no answer from the management cluster (tkg-edge:connection.managementCluster) within 60 s";
    const silent = new FakeManagement(page(), { silence });
    assert.equal((await run([], "retail/shop-3", {}, silent)).err, silence);
    assert.deepEqual(bench.calls, []);
  });

  it("refuses a Cluster without a topology, and names the Clusters of a namespace to a user who may list no others", async () => {
    const classless = page((cluster) => {
      put(cluster, "spec", { infrastructureRef: { kind: "VSphereCluster", name: "shop-3" } });
    });
    assert.match(
      (await run(classless, "retail/shop-3")).err,
      /has no spec\.topology; expected a Cluster of a ClusterClass/,
    );
    class OfNamespace extends FakeManagement {
      override list(kind: string, _selector?: string, namespace?: string) {
        if (namespace === undefined) return Promise.reject(new UserError("clusters are forbidden"));
        return super.list(kind);
      }
    }
    const reader = new OfNamespace(page());
    assert.match((await run([], "retail/east", {}, reader)).err, /no such Cluster; it has retail\/shop-3$/);
    assert.match((await run([], "retail/east", {}, new OfNamespace([]))).err, /it has no Cluster in retail$/);
  });

  it("options that do not go together, as a wrong usage", async () => {
    let err = "";
    const terminal = { out: () => undefined, err: (text: string) => void (err += text) };
    const usage = async (...args: string[]) => {
      err = "";
      const within = ["adopt", "-C", bench.directory, ...args];
      return { code: await command(within, { terminal, pulumi, version: "1.2.3" }), err };
    };
    const rows: readonly (readonly [readonly string[], number, RegExp])[] = [
      [["--all", "--stack", "s"], 2, /--all takes neither --cluster nor --stack/],
      [["--all", "--cluster", "a/b"], 2, /--all takes neither/],
      [["--cluster", "a/b"], 2, /either --cluster NAMESPACE\/NAME with --stack NAME, or --all/],
      [["--stack", "s"], 2, /either --cluster/],
      [["--cluster", "a/b", "--stack", "s", "--selector", "x=y"], 2, /either --cluster/],
      [["--cluster", "a/b", "--stack", "s"], 1, /--kubeconfig and --context, or --connection-file/],
      [["--all"], 1, /--kubeconfig and --context, or --connection-file/],
    ];
    for (const [args, code, text] of rows) {
      const outcome = await usage(...args);
      assert.equal(outcome.code, code, args.join(" "));
      assert.match(outcome.err, text);
    }
  });
});
