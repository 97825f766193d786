/**
 * docs/first-site.md, each block marked `sh` in its order, run in a fresh directory, in one shell, as a reader would; the
 * examples' addresses and files are the sandbox's.
 */
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { toolRunEnvironment, type Environment } from "./harness/environments.js";
import { LivingApis } from "./harness/living-apis.js";
import { checkout, linkProject } from "./harness/project.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";

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
  let apis: LivingApis;
  /** What the first blocks set in the reader's shell, for a shell that begins later. */
  const sameShell =
    'export PULUMI_BACKEND_URL="file://$(cd ../tkg-edge-state && pwd)?metadata=skip"\n' +
    'export PULUMI_CONFIG_PASSPHRASE_FILE="$(cd .. && pwd)/tkg-edge-passphrase"';

  /** The reader's shell: the sandbox's tools, and nothing that would answer in the page's stead. */
  function environment(): Environment {
    const notOurs = /^(PULUMI_BACKEND_URL|PULUMI_CONFIG_PASSPHRASE)$/;
    return Object.fromEntries(
      Object.entries(toolRunEnvironment(file.sandbox)).filter(([name]) => !notOurs.test(name)),
    );
  }

  /** The page's examples, with what stands for them in the sandbox. */
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

  before("a fresh directory with the files that the page's reader has", () => {
    apis = new LivingApis(file.sandbox);
    project = linkProject(join(file.directory, "reader", "tkg-edge"));
    const ova = "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova";
    copyFileSync(join(file.sandbox.directory, "ova", ova), join(project, ova));
    copyFileSync(file.sandbox.registry.caFile, join(project, "registry-ca.pem"));
  });

  it("makes a site, gives its kubeconfig with mode 0600, and destroys it", async () => {
    const blocks = blocksOf(page.slice(0, adoption));
    const away = blocks.findIndex(({ text }) => text.startsWith("pulumi destroy"));
    assert.ok(away > 0, "the page has no destroy");
    const said = await read(blocks.slice(0, away));
    assert.match(said, /^0 failed, /m);
    assert.match(said, /^\S+ +Ready /m);
    for (const name of ["mgmt.kubeconfig", "site-0042.kubeconfig", "../tkg-edge-passphrase"]) {
      assert.equal(statSync(join(project, name)).mode & 0o777, 0o600, name);
    }
    await read(blocks.slice(away), sameShell);
    assert.deepEqual(await apis.list("clusters.cluster.x-k8s.io"), []);
    assert.deepEqual(await apis.machines(), []);
  });
});
