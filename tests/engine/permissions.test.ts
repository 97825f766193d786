/**
 * Each kind of stack, and the commands that only read, by a login that has exactly the rights that `tkg-edge permissions`
 * prints: nothing is refused, nothing is superfluous by the API server's own audit log, and one right less is named. On the light
 * profile: the API server and its RBAC are real there too, and TKG's controllers have logins of their own.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { parseStack } from "../../src/config/parse-stack.js";
import { readStackFile } from "../../src/config/stack-file.js";
import type { StackSpec } from "../../src/config/stack-spec.js";
import type { Access } from "../../src/permissions/access.js";
import type { Purpose } from "../../src/permissions/right.js";
import { rightsFor } from "../../src/permissions/rights.js";
import { refused, requestsOf, uncovered, unused } from "./harness/audit-log.js";
import { realChanges } from "./harness/engine-events.js";
import { pulumiRunEnvironment } from "./harness/environments.js";
import { conditionOf, LiveApis } from "./harness/live-apis.js";
import { loginFor, loginWithout, type Login } from "./harness/logins.js";
import { PlannedSiteOfFleet } from "./harness/planned-site.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import type { Tree } from "./harness/stack-settings.js";
import { TestStack } from "./harness/test-stack.js";
import { eventually } from "./harness/wait.js";
import { failed, succeeded } from "./steps/tried-site.js";

const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";
const className = "tkg-vsphere-default-v1.0.0";
const namespace = "edge";

describe("logins with exactly the rights that they need", function () {
  this.bail(true);
  const { profile, settings } = withoutGuests(profileUnderTest("light"));
  const file = useSandbox({ profile, settings: { ...settings, auditLog: true } });
  const logins = new Map<string, Login>();
  /** With one right less. */
  const lesser: Login[] = [];
  const stacks = new Map<string, TestStack>();
  let apis: LiveApis;

  const loginOf = (purpose: string): Login => logins.get(purpose) ?? assert.fail(purpose);
  const stackOf = (name: string): TestStack => stacks.get(name) ?? assert.fail(name);

  async function make(name: "management" | "template" | "site", sections: Tree): Promise<void> {
    const without = { management: undefined, template: undefined, site: undefined };
    stacks.set(name, await TestStack.create(file.sandbox, file.directory, name, { ...without, ...sections }));
  }

  function logIn(name: string, { kubeconfig }: Login): void {
    stackOf(name).configure({ connection: { managementCluster: { kubeconfig } } });
  }

  async function lessLogin(purpose: Purpose, less: Access): Promise<Login> {
    const login = await loginWithout(file, apis, purpose, namespace, less);
    lesser.push(login);
    return login;
  }

  async function command(name: string, ...args: readonly string[]) {
    return execa(process.execPath, ["tkg-edge.js", ...args], {
      cwd: stackOf(name).project,
      env: pulumiRunEnvironment(file.sandbox),
      extendEnv: false,
      reject: false,
      all: true,
      stdin: "ignore",
    });
  }

  const rightsCheck = ["--only", "management-rights"];

  before("give each login its rights, as the command prints them", async () => {
    const { sandbox } = file;
    apis = new LiveApis(sandbox);
    await apis.kubectl(["create", "namespace", namespace]);
    await eventually("the copied class", () => apis.get("clusterclass", className, namespace));
    for (const purpose of ["management", "template", "site", "read-only"] as const) {
      logins.set(purpose, await loginFor(file, apis, purpose, namespace));
    }
    await make("management", { management: { tkr: { version: tkrVersion } } });
    await make("template", {
      template: {
        tkrVersion,
        ova: join(sandbox.directory, "ova", "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova"),
      },
    });
    await make("site", {
      site: { namespace, tkrVersion, controlPlaneEndpoint: sandbox.endpoints[0], cni: "calico" },
    });
    for (const name of ["management", "template", "site"]) logIn(name, loginOf(name));
  });

  it("a management stack without the right to write the guard stops and names it", async () => {
    const less = {
      verb: "patch",
      group: "cluster.x-k8s.io",
      resource: "clusterclasses",
      namespace: "tkg-system",
    } as const;
    logIn("management", await lessLogin("management", less));
    const { exitCode, all } = await command(
      "management",
      "preflight",
      "--stack",
      "management",
      ...rightsCheck,
    );
    assert.equal(exitCode, 1, all);
    assert.match(all, /may not patch clusterclasses\.cluster\.x-k8s\.io in namespace tkg-system/);
    assert.match(all, /tkg-edge permissions --for management/);
    assert.match(all, /1 failed/);
    const up = failed(await stackOf("management").up());
    assert.match(
      up.all,
      /cannot patch resource "clusterclasses" in API group "cluster\.x-k8s\.io" in the namespace "tkg-system"/,
    );
    logIn("management", loginOf("management"));
  });

  it("a management stack comes up, stays as it is, and passes its preflight", async () => {
    const management = stackOf("management");
    succeeded(await management.up());
    const again = succeeded(await management.up({ args: ["--refresh"] }));
    assert.deepEqual(realChanges(again), {}, again.all);
    const { exitCode, all } = await command("management", "preflight", "--stack", "management");
    assert.equal(exitCode, 0, all);
    assert.match(all, /management-rights +every right needed/);
  });

  it("a template stack imports its OVA", async () => {
    succeeded(await stackOf("template").up());
    const { exitCode, all } = await command("template", "preflight", "--stack", "template");
    assert.equal(exitCode, 0, all);
  });

  it("a site without the right to read Clusters of all namespaces is refused at preview", async () => {
    const less = { verb: "list", group: "cluster.x-k8s.io", resource: "clusters" } as const;
    logIn("site", await lessLogin("site", less));
    const { all } = failed(await stackOf("site").preview());
    assert.match(
      all,
      /cannot list resource "clusters" in API group "cluster\.x-k8s\.io" at the cluster scope/,
    );
    assert.match(all, /Expected: a login with this right\. "tkg-edge permissions" prints the roles/);
  });

  it("a site without the right to create its Secret stops before its Cluster, and preflight names it", async () => {
    const less = { verb: "create", group: "", resource: "secrets", namespace } as const;
    logIn("site", await lessLogin("site", less));
    const { exitCode, all } = await command("site", "preflight", "--stack", "site", ...rightsCheck);
    assert.equal(exitCode, 1, all);
    assert.match(all, /may not create secrets in namespace edge/);
    const up = failed(await stackOf("site").up());
    assert.match(
      up.all,
      /secrets .*is forbidden: User .* cannot create resource "secrets" in API group "" in the namespace "edge"/,
    );
    assert.equal(await apis.get("cluster", "workload-snc", namespace), undefined);
    logIn("site", loginOf("site"));
  });

  it("a site passes its preflight, comes up and stays as it is", async () => {
    const site = stackOf("site");
    const checked = await command("site", "preflight", "--stack", "site");
    assert.equal(checked.exitCode, 0, checked.all);
    succeeded(await site.up());
    assert.equal(conditionOf(await apis.mustGet("cluster", "workload-snc", namespace), "Ready"), "True");
    const again = succeeded(await site.up({ args: ["--refresh"] }));
    assert.deepEqual(realChanges(again), {}, again.all);
  });

  it("a login that only reads plans, reports and explains", async () => {
    const ofFleet = new PlannedSiteOfFleet(stackOf("site"));
    ofFleet.configure({ connection: { managementCluster: { kubeconfig: loginOf("read-only").kubeconfig } } });
    const planned = await command("site", "fleet", "plan", "--json");
    assert.equal(planned.exitCode, 0, planned.all);
    assert.match(planned.stdout, /"word": "nothing"/);
    const status = await command("site", "fleet", "status", "--json");
    assert.match(status.stdout, /"health": "ready"/, status.all);
    const explained = await command("site", "explain", "--stack", "site");
    assert.equal(explained.exitCode, 0, explained.all);
    const checks = ["--skip", "management-rights", "admission", "endpoint-silent"];
    const checked = await command("site", "preflight", "--stack", "site", ...checks);
    assert.equal(checked.exitCode, 0, checked.all);
    const { all } = succeeded(await stackOf("site").preview());
    assert.doesNotMatch(all, /REBUILD|forbidden/);
    ofFleet.configure({});
  });

  it("are enough to destroy everything again", async () => {
    for (const name of ["site", "template", "management"]) succeeded(await stackOf(name).destroy());
  });

  for (const purpose of ["management", "template", "site", "read-only"] as const) {
    it(`${purpose}: each right was used, and no other was wanted`, () => {
      const requests = requestsOf(file.sandbox, loginOf(purpose).user);
      const spec = specOf(purpose === "read-only" ? "site" : purpose);
      const rights = rightsFor(purpose).filter(({ only }) => only === undefined || only.isMet(spec));
      // They went on to what the others then found done.
      const ofLesser = lesser.filter(({ user }) => user.includes(`tkg-edge-${purpose}-`));
      const all = [...requests, ...ofLesser.flatMap(({ user }) => requestsOf(file.sandbox, user))];
      // Those of the sites are read by name in its place.
      const expected = purpose === "read-only" ? ["list secrets in the whole cluster"] : [];
      const found = {
        refused: refused(requests),
        uncovered: uncovered(requests, rights, namespace),
        unused: unused(all, rights, namespace),
      };
      assert.deepEqual(found, { refused: expected, uncovered: expected, unused: [] });
    });
  }

  function specOf(name: string): StackSpec {
    const { project } = stackOf(name);
    const { raw } = readStackFile(project, name);
    return parseStack({ ...raw, secretsSet: new Set(["vcenterPassword"]) }, project, name);
  }
});
