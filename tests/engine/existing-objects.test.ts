/** A site on a TKr and a template that others brought in: found, named at preview, used, and left alone. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { realChanges } from "./harness/engine-events.js";
import { pulumiRunEnvironment } from "./harness/environments.js";
import { inventory, type Inventory } from "./harness/inventory.js";
import { conditionOf, LiveApis } from "./harness/live-apis.js";
import { pageCluster, pageSecret, variable } from "./harness/page-cluster.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import { siteIdentity, type SiteIdentity } from "./harness/site-identity.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import { importMachine, installTinyTkr } from "./harness/tiny-tkr.js";
import { eventually } from "./harness/wait.js";

const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";
const ova = "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova";
/** A name that does not describe the template. */
const oddName = "golden image 7";

describe("a site on a TKr and a template that are there already", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let apis: LiveApis;
  let stack: TestStack;
  let untouched: Inventory;
  const refused = (outcome: Outcome, ...texts: readonly RegExp[]): void => {
    assert.notEqual(outcome.exitCode, 0, outcome.all);
    for (const text of texts) assert.match(outcome.all, text);
  };
  const succeeded = (outcome: Outcome): void => {
    assert.equal(outcome.exitCode, 0, outcome.all);
  };
  const messagesOf = ({ diagnostics }: Outcome): string =>
    diagnostics.map(({ message }) => message).join("\n");

  before("make the stack", async () => {
    apis = new LiveApis(file.sandbox);
    stack = await TestStack.create(file.sandbox, file.directory, "site", {
      management: undefined,
      template: undefined,
      site: { tkrVersion },
    });
  });

  it("is refused without the TKr", async () => {
    refused(await stack.preview(), /tkg-edge:site\.tkrVersion/, /kubectl get tkr/);
  });

  it("is refused without a template; the error names a machine that only has to be converted", async () => {
    await installTinyTkr(file.sandbox, apis, file.directory, "v1.25.7+vmware.1-tiny.2");
    refused(await stack.preview(), /tkg-edge:site\.placement\.datacenter/, /no other node image is there/);
    await importMachine(file.sandbox, apis, ova, oddName);
    refused(
      await stack.preview(),
      /VERSION "v1\.25\.7\+vmware\.1-tiny\.2-tkg\.1-ac20b3", photon 3 amd64/,
      /\/dc0\/vm\/golden image 7 fits, but is no template: govc vm\.markastemplate '\/dc0\/vm\/golden image 7'/,
    );
  });

  it("names the template at preview, whatever it is called, comes up from it, and goes on without it", async () => {
    await apis.govc(["vm.markastemplate", "-dc", "/dc0", oddName]);
    untouched = await inventory(apis);
    const preview = await stack.preview();
    succeeded(preview);
    assert.match(messagesOf(preview), /TKG takes the template \/dc0\/vm\/golden image 7/);
    assert.deepEqual(await inventory(apis), untouched);
    succeeded(await stack.up());
    assert.equal(conditionOf(await apis.mustGet("cluster", "workload-snc", "default"), "Ready"), "True");
    assert.equal((await stack.outputs()).templatePath, `/dc0/vm/${oddName}`);
    const again = await stack.up({ args: ["--expect-no-changes"] });
    succeeded(again);
    assert.deepEqual(realChanges(again), {}, again.all);
    const pool = "/dc0/host/cluster0/Resources";
    await apis.govc(["vm.markasvm", "-dc", "/dc0", "-pool", pool, oddName]);
    const without = await stack.preview({ expectNoChanges: true });
    succeeded(without);
    assert.match(messagesOf(without), /fits, but is no template.*The running cluster goes on/);
    await apis.govc(["vm.markastemplate", "-dc", "/dc0", oddName]);
  });

  it("takes a rotated password once vCenter takes it, into the Secret, and touches nothing else", async () => {
    const rotated = "rotated-Passw0rd!";
    const identities = async (): Promise<readonly string[]> =>
      [
        await apis.mustGet("cluster", "workload-snc", "default"),
        await apis.mustGet("secret", "workload-snc", "default"),
        ...(await apis.list("machines")),
      ].map(({ metadata }) => metadata.uid);
    const inUse = async (): Promise<string> => {
      const { data } = await apis.mustGet("secret", "workload-snc", "default");
      return Buffer.from(data?.password ?? "", "base64").toString("utf8");
    };
    const before = await identities();
    const { password } = file.sandbox.vcenter;
    for (const [from, to, faults] of [
      [password, rotated, { vcenterPassword: rotated }],
      [rotated, password, {}],
    ] as const) {
      writeFileSync(join(file.sandbox.directory, "faults.json"), JSON.stringify(faults));
      refused(await stack.up(), /tkg-edge:vcenterPassword/, /pulumi config set --secret/);
      assert.equal(await inUse(), from);
      await stack.setSecret("vcenterPassword", to);
      const up = await stack.up();
      succeeded(up);
      assert.deepEqual(Object.keys(realChanges(up)), ["update"], up.all);
      assert.equal(await inUse(), to);
      assert.ok(!up.all.includes(rotated) && !stack.state().includes(rotated), "it is shown");
    }
    assert.deepEqual(await identities(), before);
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  it("leaves both behind when it is destroyed", async () => {
    succeeded(await stack.destroy());
    assert.deepEqual(await inventory(apis), untouched);
  });

  it("a template stack takes what is there under another name, and does not remove it", async () => {
    const templates = await TestStack.create(file.sandbox, file.directory, "template", {
      management: undefined,
      site: undefined,
      template: { tkrVersion, ova: join(file.sandbox.directory, "ova", ova), deleteOnDestroy: true },
    });
    const before = await inventory(apis);
    assert.match(messagesOf(await templates.preview()), /under another name, \/dc0\/vm\/golden image 7: if/);
    const up = await templates.up();
    succeeded(up);
    assert.match(up.all, /golden image 7 is the same template under another name; nothing is uploaded/);
    assert.equal((await templates.outputs()).templatePath, `/dc0/vm/${oddName}`);
    assert.deepEqual(await inventory(apis), before);
    succeeded(await templates.destroy());
    assert.deepEqual(await inventory(apis), before);
  });

  it("is warned of two templates that fit", async () => {
    await importMachine(file.sandbox, apis, ova, "another");
    await apis.govc(["vm.markastemplate", "-dc", "/dc0", "another"]);
    const preview = await stack.preview();
    succeeded(preview);
    assert.match(messagesOf(preview), /TKG takes any of them.*\/dc0\/vm\/another, \/dc0\/vm\/golden image 7/);
  });

  describe("and clusters that were created with kubectl", () => {
    const names = ["page-1", "calico-2", "broken-3"] as const;
    const [page, calico, broken] = names;
    const identities = () => Promise.all(names.map((name) => siteIdentity(apis, name)));
    const edge = (...args: readonly string[]) =>
      execa(process.execPath, ["tkg-edge.js", ...args], {
        ...{ cwd: stack.project, env: pulumiRunEnvironment(file.sandbox), extendEnv: false },
        ...{ reject: false, all: true },
      });
    const adoptAll = () =>
      edge("adopt", "--all", "--connection-file", join(file.sandbox.directory, "connection.json"));
    const apply = (text: string) => apis.kubectl(["apply", "-f", "-"], { input: text });
    let made: readonly SiteIdentity[];

    before("from the vendor page, and from what render prints for Calico", async () => {
      const endpoints = file.sandbox.endpoints.slice(2);
      const data = readFileSync(file.sandbox.registry.caFile).toString("base64");
      for (const [name, endpoint = ""] of [[page, endpoints[0]] as const, [broken, endpoints[1]] as const]) {
        const cluster = pageCluster(file.sandbox, name, endpoint);
        variable(cluster, "trust").value = { additionalTrustedCAs: [{ name: "imageRepository", data }] };
        for (const object of [pageSecret(file.sandbox, name), cluster]) await apply(JSON.stringify(object));
      }
      stack.configure({ site: { name: calico, cni: "calico", controlPlaneEndpoint: endpoints[2] } });
      const bundle = join(file.directory, `repository-${tkrVersion.replace("+", "---")}`);
      const { stdout, stderr } = await edge(
        "render",
        "--stack",
        "site",
        "--show-secrets",
        "--bundle-dir",
        bundle,
      );
      assert.notEqual(stdout, "", stderr);
      await apply(stdout);
      for (const name of names) {
        await eventually(`Cluster ${name}`, async () => {
          return (
            conditionOf(await apis.mustGet("clusters.cluster.x-k8s.io", name, "default"), "Ready") === "True"
          );
        });
      }
      // As a cluster is left behind whose credentials were cleaned up by hand.
      await apis.kubectl(["patch", `secret/${broken}`, "-p", '{"metadata":{"finalizers":null}}']);
      await apis.kubectl(["delete", `secret/${broken}`]);
      made = await identities();
    });

    it("is imported into a first fleet file, of which the plan changes nothing", async () => {
      const fleet = ["--fleet", "imported.yaml"];
      const connection = join(file.sandbox.directory, "connection.json");
      const clusters = [page, calico].map((name) => `default/${name}`);
      const imported = await edge(
        ...["fleet", "import", "--from-cluster", ...fleet, "--connection-file", connection],
        ...["--cluster", ...clusters],
      );
      assert.equal(imported.exitCode, 0, imported.all);
      const text = readFileSync(join(stack.project, "imported.yaml"), "utf8");
      for (const shown of [imported.all, text]) assert.ok(!shown.includes(file.sandbox.vcenter.password));
      const { stdout, all } = await edge("fleet", "plan", ...fleet, "--json");
      const { sites } = JSON.parse(stdout) as { sites: { name: string; word: string }[] };
      const words = Object.fromEntries(sites.map(({ name, word }) => [name, word]));
      // What render prints has the records of a Cluster of 0.1.0, which names no stack either.
      assert.deepEqual(words, { [page]: "adopt", [calico]: "unknown" }, all);
      assert.deepEqual(await identities(), made);
    });

    it("gets a stack for each with adopt --all, whose preview changes nothing, but for one without credentials", async () => {
      const { exitCode, all, stdout } = await adoptAll();
      assert.equal(exitCode, 1, all);
      assert.ok(!all.includes(file.sandbox.vcenter.password), "the password is shown");
      assert.match(stdout, /default\/broken-3 +broken-3 +refused: 1 problem$/m, all);
      for (const name of [page, calico]) {
        assert.match(stdout, new RegExp(`default/${name} +${name} +changes nothing`), all);
        const text = readFileSync(join(stack.project, `Pulumi.${name}.yaml`), "utf8");
        assert.ok(!text.includes(file.sandbox.vcenter.password), "the password is in the file");
      }
      assert.ok(!existsSync(join(stack.project, `Pulumi.${broken}.yaml`)));
      assert.deepEqual(await identities(), made);
    });

    it("takes them over with pulumi up, changes no UID, and finds nothing to do after that", async () => {
      for (const name of [page, calico]) {
        const { exitCode, all } = await execa("pulumi", ["up", "--yes", "--skip-preview", "--stack", name], {
          ...{ cwd: stack.project, env: pulumiRunEnvironment(file.sandbox), extendEnv: false },
          ...{ reject: false, all: true, stdin: "ignore" },
        });
        assert.equal(exitCode, 0, all);
      }
      assert.deepEqual(await identities(), made);
      const again = await adoptAll();
      assert.equal(again.exitCode, 1, again.all);
      const proofs = again.stdout.match(/the cluster is this stack's, and nothing changes/g) ?? [];
      assert.equal(proofs.length, 2, again.all);
      assert.deepEqual(await identities(), made);
    });
  });
});
