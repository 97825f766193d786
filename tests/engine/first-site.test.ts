/**
 * docs/first-site.md, each block marked `sh` in its order, run in a fresh directory, in one shell, as a reader would; the
 * examples' addresses and files are the sandbox's.
 */
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { dump } from "js-yaml";
import { toolRunEnvironment, type Environment } from "./harness/environments.js";
import { conditionOf, LiveApis } from "./harness/live-apis.js";
import { pageCluster, pageSecret, variable } from "./harness/page-cluster.js";
import { checkout, linkProject } from "./harness/project.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { siteIdentity, type SiteIdentity } from "./harness/site-identity.js";
import { installTinyTkr } from "./harness/tiny-tkr.js";
import { eventually } from "./harness/wait.js";

interface Block {
  /** Of its first line in its part of the page. */
  readonly line: number;
  readonly text: string;
}

/** The blocks marked `sh` of a part of the page. */
function blocksOf(part: string): readonly Block[] {
  return [...part.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => ({
    line: part.slice(0, match.index).split("\n").length + 1,
    text: match[1] ?? "",
  }));
}

describe("docs/first-site.md", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("light") });
  const page = readFileSync(join(checkout, "docs", "first-site.md"), "utf8");
  const adoption = page.indexOf("## Taking over what exists");
  let project: string;
  let apis: LiveApis;
  /** What the first blocks set in the reader's shell, for a shell that begins later. */
  const sameShell =
    'export PULUMI_BACKEND_URL="file://$(cd ../tkg-edge-state && pwd)?metadata=skip"\n' +
    'export PULUMI_CONFIG_PASSPHRASE_FILE="$(cd .. && pwd)/tkg-edge-passphrase"';

  /** The reader's shell: the sandbox's tools, and no settings that would replace those of the tutorial. */
  function environment(): Environment {
    const notOurs = /^(PULUMI_BACKEND_URL|PULUMI_CONFIG_PASSPHRASE)$/;
    return Object.fromEntries(
      Object.entries(toolRunEnvironment(file.sandbox)).filter(([name]) => !notOurs.test(name)),
    );
  }

  /** The example values of the tutorial, and their replacements in the sandbox. */
  function substituted(text: string): string {
    const [endpoint = ""] = file.sandbox.endpoints;
    const { vcenter, registry } = file.sandbox;
    const values: Readonly<Record<string, string>> = {
      "vcenter.example.com:443": vcenter.server,
      "registry.example.com/tkg": registry.host,
      "192.0.2.42": endpoint,
    };
    return Object.entries(values).reduce(
      (result, [example, value]) => result.replaceAll(example, value),
      text,
    );
  }

  /** Runs blocks one after the other in one shell, with the password at its keyboard. @returns what it printed */
  async function read(blocks: readonly Block[], before = ""): Promise<string> {
    assert.notEqual(blocks.length, 0);
    const script = blocks.map(({ line, text }) => `echo "== line ${line}"\n${substituted(text)}`).join("\n");
    const path = join(project, "..", "script.sh");
    writeFileSync(path, `${before}\n${script}`);
    const result = await execa("bash", ["-euo", "pipefail", path], {
      cwd: project,
      env: environment(),
      extendEnv: false,
      input: `${file.sandbox.vcenter.password}\n`,
      reject: false,
      all: true,
      timeout: 240_000,
    });
    assert.equal(result.exitCode, 0, result.all);
    assert.ok(!result.all.includes(file.sandbox.vcenter.password), "the password is shown");
    return result.all;
  }

  before("a new directory with the files that a reader of the tutorial has", () => {
    apis = new LiveApis(file.sandbox);
    project = linkProject(join(file.directory, "reader", "tkg-edge"));
    const ova = "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova";
    copyFileSync(join(file.sandbox.directory, "ova", ova), join(project, ova));
    copyFileSync(file.sandbox.registry.caFile, join(project, "registry-ca.pem"));
  });

  it("makes a site, gives its kubeconfig with mode 0600, and destroys it", async () => {
    const blocks = blocksOf(page.slice(0, adoption));
    const away = blocks.findIndex(({ text }) => text.startsWith("pulumi destroy"));
    assert.ok(away > 0, "the page has no destroy");
    const output = await read(blocks.slice(0, away));
    assert.match(output, /^0 failed, /m);
    assert.match(output, /^\S+ +Ready /m);
    for (const name of ["mgmt.kubeconfig", "site-0042.kubeconfig", "../tkg-edge-passphrase"]) {
      assert.equal(statSync(join(project, name)).mode & 0o777, 0o600, name);
    }
    await read(blocks.slice(away), sameShell);
    assert.deepEqual(await apis.list("clusters.cluster.x-k8s.io"), []);
    assert.deepEqual(await apis.machines(), []);
  });

  describe("a cluster that was made by following the vendor's page", () => {
    const identities = () => siteIdentity(apis, name);
    const name = "workload-snc";
    let made: SiteIdentity;

    before("follow the page: a TKr, then vsphere-snc.yaml", async () => {
      await installTinyTkr(file.sandbox, apis, file.directory, "v1.25.7+vmware.1-tiny.2");
      const [, endpoint = assert.fail("the sandbox has one endpoint only")] = file.sandbox.endpoints;
      const cluster = pageCluster(file.sandbox, name, endpoint);
      const caOfRegistry = readFileSync(file.sandbox.registry.caFile).toString("base64");
      variable(cluster, "trust").value = {
        additionalTrustedCAs: [{ name: "imageRepository", data: caOfRegistry }],
      };
      const text = [cluster, pageSecret(file.sandbox, name)].map((object) => dump(object)).join("---\n");
      writeFileSync(join(project, "vsphere-snc.yaml"), text);
      // The file in the vendor page has the Cluster first, whose admission needs the Secret: it exists the
      // second time.
      await apis.kubectl(["apply", "-f", "-"], { input: text }).catch(() => undefined);
      await apis.kubectl(["apply", "-f", "-"], { input: text });
      await eventually("the vendor page's cluster", async () => {
        const live = await apis.mustGet("clusters.cluster.x-k8s.io", name, "default");
        return conditionOf(live, "Ready") === "True";
      });
      made = await identities();
    });

    it("reports the changes, and refuses those that only a rebuild could make", async () => {
      const [convert = assert.fail("the page does not convert")] = blocksOf(page.slice(adoption));
      const conversion = { ...convert, text: convert.text.split("\n", 1)[0] ?? "" };
      const set = (key: string, value: string) =>
        `pulumi config set --stack site-0043 --path 'tkg-edge:site.${key}' '${value}'`;
      const preview = "pulumi preview --stack site-0043 2>&1";
      const output = await read(
        [conversion, { line: 0, text: `${set("machine.memoryMiB", "8192")}\n${preview}` }],
        sameShell,
      );
      assert.match(
        output,
        /Cluster spec\.topology\.variables\.controlPlane\.machine\.memoryMiB: 4096 -> 8192/,
      );
      const wrong = [
        set("network.podCidrs[0]", "100.112.0.0/12"),
        set("cpi.excludeEndpoint", "true"),
        `! ${preview}`,
        "rm Pulumi.site-0043.yaml && pulumi stack rm site-0043 --yes",
      ];
      const refused = await read([{ line: 0, text: wrong.join("\n") }], sameShell);
      assert.match(refused, /2 problems in the Cluster workload-snc/);
      assert.match(
        refused,
        /site\.network\.podCidrs\n.*100\.112\.0\.0\/12\n.*100\.96\.0\.0\/11, as the running cluster/,
      );
      assert.match(refused, /site\.cpi\.excludeEndpoint\n.*true\n.*false, as the running cluster/);
      assert.deepEqual(await identities(), made);
    });

    it("is taken over without being touched, and is a site like any other then", async () => {
      const blocks = blocksOf(page.slice(adoption));
      const up = blocks.findIndex(({ text }) => text.startsWith("pulumi up"));
      const preview = await read(blocks.slice(0, up), sameShell);
      assert.match(preview, /^ += kubernetes:core\/v1:Secret: \(import/m);
      assert.match(preview, /^ += kubernetes:cluster.x-k8s.io\/v1beta1:Cluster: \(import/m);
      assert.doesNotMatch(preview, /replace/);
      assert.match(preview, /taking over Cluster, Secret .*Nothing changes but labels and annotations\./);
      assert.deepEqual(await identities(), made);
      await read(blocks.slice(up), sameShell);
      assert.deepEqual(await identities(), made);
    });

    it("goes by destroy, when it is no longer protected", async () => {
      const stack = "--stack site-0043";
      const steps = [
        `! pulumi destroy ${stack} --yes`,
        `pulumi config set --path tkg-edge:site.protect false ${stack}`,
        `pulumi config rm --path tkg-edge:site.adopt ${stack}`,
        `pulumi up ${stack} --yes`,
      ];
      await read([{ line: 0, text: steps.join("\n") }], sameShell);
      assert.deepEqual(await identities(), made);
      await read([{ line: 0, text: `pulumi destroy ${stack} --yes` }], sameShell);
      assert.deepEqual(await apis.list("clusters.cluster.x-k8s.io"), []);
      assert.deepEqual(await apis.machines(), []);
    });
  });
});
