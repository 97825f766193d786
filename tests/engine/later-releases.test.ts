/** Sites on a management cluster of TKG 2.5, as the light sandbox plays it (docs/sandbox.md): stand-ins, and none of the vendor. */
import assert from "node:assert/strict";
import { execa } from "execa";
import { pulumiRunEnvironment } from "./harness/environments.js";
import { LiveApis } from "./harness/live-apis.js";
import { useSandbox } from "./harness/sandbox-of-file.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import { importMachine } from "./harness/tiny-tkr.js";
import { addVendorClass, guardAnnotation } from "./harness/vendor-classes.js";
import { failed, succeeded } from "./steps/tried-site.js";

const kubernetesVersion = "v1.27.13+vmware.1-tiny.1";
/** Of its TKr there are images of Photon 3 and 5. */
const bothPhotons = "v1.28.9+vmware.1-tiny.1";
const className = "tkg-vsphere-default-v1.2.0";
const security = (imagePolicy: object) => ({ extraVariables: { security: { imagePolicy } } });

interface Topology {
  readonly class: string;
  readonly variables: readonly { readonly name: string; readonly value: unknown }[];
}

const valueOf = ({ variables }: Topology, name: string): unknown =>
  (variables.find((variable) => variable.name === name) ?? assert.fail(`no variable ${name}`)).value;

describe("a site on a management cluster of TKG 2.5", function () {
  this.bail(true);
  const file = useSandbox({ profile: "light", settings: { guests: false, release: "2.5.2" } });
  let apis: LiveApis;
  let stack: TestStack;

  before("bring its template", async () => {
    apis = new LiveApis(file.sandbox);
    await importMachine(file.sandbox, apis, `photon-3-kube-${kubernetesVersion}.ova`, "tiny");
    await apis.govc(["vm.markastemplate", "-dc", "/dc0", "tiny"]);
    stack = await TestStack.create(file.sandbox, file.directory, "later", {
      management: undefined,
      template: undefined,
      site: { tkrVersion: `${kubernetesVersion}-tkg.2`, className, ...security({ pullAllways: true }) },
    });
  });

  const preflight = async ({ name, project }: TestStack, args: readonly string[]): Promise<string> => {
    const { stdout } = await execa(process.execPath, ["tkg-edge.js", "preflight", "--stack", name, ...args], {
      cwd: project,
      env: pulumiRunEnvironment(file.sandbox),
      extendEnv: false,
      stdin: "ignore",
    });
    return stdout;
  };
  const topologyOf = async (name: string): Promise<Topology> => {
    const { spec } = await apis.mustGet("cluster", name, "default");
    return (spec as { readonly topology: Topology }).topology;
  };

  it("has the release of its management cluster checked", async () => {
    const { checks } = JSON.parse(await preflight(stack, ["--only", "tkg-version", "--json"])) as {
      readonly checks: readonly {
        readonly name: string;
        readonly status: string;
        readonly findings: readonly { readonly seen: string }[];
      }[];
    };
    const { status, findings } = checks.find(({ name }) => name === "tkg-version") ?? assert.fail();
    assert.deepEqual([status, findings.map(({ seen }) => seen)], ["ok", ["TKG 2.5.2"]]);
  });

  it("is refused at preview for a misspelt key inside a variable of its class, by config key", async () => {
    const { all } = failed(await stack.preview());
    assert.match(all, /tkg-edge:site\.extraVariables\.security\.imagePolicy\.pullAllways/);
    assert.match(
      all,
      /ClusterClass default\/tkg-vsphere-default-v1\.2\.0 defines no key imagePolicy\.pullAllways/,
    );
    assert.match(all, /expected: pullAlways/);
  });

  it("is created with the right key, on a TKr and a class that the management cluster brought", async () => {
    stack.configure({
      site: { extraVariables: { security: { imagePolicy: { pullAllways: undefined, pullAlways: true } } } },
    });
    succeeded(await stack.up());
    const topology = await topologyOf("workload-snc");
    assert.equal(topology.class, className);
    assert.deepEqual(valueOf(topology, "security"), { imagePolicy: { pullAlways: true } });
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  it("keeps its class without the key", async () => {
    stack.configure({ site: { className: undefined } });
    succeeded(await stack.preview({ expectNoChanges: true }));
  });

  describe("whose management stack names no class", () => {
    const later = "tkg-vsphere-default-v1.3.0";
    const planned = ({ steps }: Outcome): string[] =>
      steps
        .filter(({ op }) => !["same", "read", "refresh"].includes(op))
        .map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? ""}`);
    const selectorOf = async (name: string, namespace: string): Promise<string | undefined> =>
      (await apis.mustGet("clusterclass", name, namespace)).metadata.annotations?.[guardAnnotation];
    let management: TestStack;
    let other: TestStack;

    it("has the guard on every class of the vendor, and offers the newest", async () => {
      management = await TestStack.create(file.sandbox, file.directory, "classes", {
        management: { tkr: { version: `${kubernetesVersion}-tkg.2` } },
        template: undefined,
        site: undefined,
      });
      succeeded(await management.up());
      for (const name of ["tkg-vsphere-default-v1.1.0", className]) {
        assert.equal(await selectorOf(name, "tkg-system"), "!tkr.tanzu.vmware.com/tiny", name);
      }
      assert.equal((await management.outputs()).newSiteClass, className);
      succeeded(await management.preview({ expectNoChanges: true }));
    });

    it("does not change when a later class appears and the management stack is run again", async () => {
      stack.configure({ site: { from: { management: "classes" } } });
      succeeded(await stack.preview({ expectNoChanges: true }));
      const offered = (await management.outputs()).className;
      await addVendorClass(apis, later, className);
      const upgraded = await management.up();
      succeeded(upgraded);
      assert.deepEqual(planned(upgraded), [`create cluster-class-guard-${later}`]);
      assert.equal(await selectorOf(later, "tkg-system"), "!tkr.tanzu.vmware.com/tiny");
      const outputs = await management.outputs();
      assert.deepEqual([outputs.newSiteClass, outputs.className], [later, offered]);
      const site = await stack.preview({ expectNoChanges: true });
      succeeded(site);
      assert.doesNotMatch(site.all, /REBUILD|does not exist yet: it gets/);
    });

    it("is moved to the later class by its key alone, which is a rebuild", async () => {
      stack.configure({ site: { className: later } });
      const { all } = succeeded(await stack.preview());
      assert.match(
        all,
        new RegExp(`REBUILD of default/workload-snc[\\s\\S]*site.className: ${className} -> ${later}`),
      );
    });

    it("has its class again where its Cluster was deleted", async () => {
      stack.configure({ site: { className: undefined, protect: false } });
      await apis.kubectl(["delete", "cluster", "workload-snc"]);
      const { all } = succeeded(await stack.up({ args: ["--refresh"] }));
      assert.doesNotMatch(all, /it gets ClusterClass/);
      assert.equal((await topologyOf("workload-snc")).class, className);
    });

    it("takes the offered class where its Cluster does not exist yet, and has to name one of two versions of Photon", async () => {
      for (const photon of ["photon-3", "photon-5"]) {
        await importMachine(file.sandbox, apis, `${photon}-kube-${bothPhotons}.ova`, photon);
        await apis.govc(["vm.markastemplate", "-dc", "/dc0", photon]);
      }
      other = await TestStack.create(file.sandbox, file.directory, "new", {
        management: undefined,
        template: undefined,
        site: {
          name: "new-snc",
          controlPlaneEndpoint: file.sandbox.endpoints[1],
          tkrVersion: `${bothPhotons}-tkg.2`,
          from: { management: "classes" },
        },
      });
      const { all } = failed(await other.preview());
      assert.match(all, /has 2 OS images: .*\(photon 5\).*\(photon 3\)/);
      assert.match(all, /set site\.osVersion to "3" or "5"/);
    });

    it("is created of that class and of Photon 5 where it names that", async () => {
      other.configure({ site: { osVersion: "5" } });
      const { all } = succeeded(await other.up());
      assert.match(
        all,
        new RegExp(
          `new-snc does not exist yet: it gets ClusterClass ${later}, which the management stack offers`,
        ),
      );
      const topology = await topologyOf("new-snc");
      assert.equal(topology.class, later);
      const tkrData = valueOf(topology, "TKR_DATA") as Readonly<
        Record<string, { readonly labels: Readonly<Record<string, string>> }>
      >;
      const { labels } = tkrData[bothPhotons] ?? assert.fail(JSON.stringify(tkrData));
      assert.deepEqual([labels["os-name"], labels["os-version"]], ["photon", "5"]);
      succeeded(await other.preview({ expectNoChanges: true }));
    });
  });
});
