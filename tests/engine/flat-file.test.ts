/**
 * A user's flat configuration file all the way: converted to a stack with the real Pulumi CLI, rendered, and what is
 * rendered applied with kubectl, in its own order, until there is a cluster. The program has no part in it.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { load } from "js-yaml";
import { mergeTrees } from "../../src/config/connection-file.js";
import type { Tree } from "../../src/config/tree.js";
import { machineEnvironment } from "./harness/environments.js";
import { conditionOf, LiveApis } from "./harness/live-apis.js";
import { checkout } from "./harness/project.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { eventually } from "./harness/wait.js";

const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";
const tkr = tkrVersion.replace("+", "---");

describe("a flat file, converted, rendered and applied by kubectl", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("full") });
  let apis: LiveApis;

  const succeed = async (...lines: string[]): Promise<{ readonly out: string; readonly err: string }> => {
    const { PATH = "" } = process.env;
    const script = [`. '${join(file.sandbox.directory, "env")}'`, ...lines].join("\n");
    const result = await execa("bash", ["-euo", "pipefail", "-c", script], {
      cwd: file.directory,
      env: { ...machineEnvironment(), PATH },
      extendEnv: false,
      stdin: "ignore",
      reject: false,
    });
    assert.equal(result.exitCode, 0, `${result.stdout}\n${result.stderr}`);
    return { out: result.stdout, err: result.stderr };
  };
  const edge = (args: string) => succeed(`'${process.execPath}' '${join(checkout, "tkg-edge.js")}' ${args}`);
  const stackFile = (stack: string) => join(file.directory, `Pulumi.${stack}.yaml`);

  before(() => {
    apis = new LiveApis(file.sandbox);
    writeFileSync(join(file.directory, "Pulumi.yaml"), readFileSync(join(checkout, "Pulumi.yaml")));
    writeFileSync(join(file.directory, "site.env"), flatFile(file.sandbox));
  });

  it("convert writes the stack, and the real Pulumi encrypts the password", async () => {
    const { password } = file.sandbox.vcenter;
    const connection = join(file.sandbox.directory, "connection.json");
    const { out, err } = await edge(`convert site.env --stack flat --connection-file '${connection}'`);
    assert.match(out, /wrote Pulumi\.flat\.yaml\nstored tkg-edge:vcenterPassword, encrypted/);
    assert.ok(!`${out}${err}${readFileSync(stackFile("flat"), "utf8")}`.includes(password));
    const { out: stored } = await succeed("pulumi config get tkg-edge:vcenterPassword --stack flat");
    assert.equal(stored, password);
  });

  it("validate finds nothing", async () => {
    assert.match((await edge("validate --stack flat")).out, /stack flat is valid: site/);
  });

  it("a management stack renders what makes the TKr Ready and Compatible", async () => {
    writeFileSync(
      stackFile("management"),
      JSON.stringify({
        config: {
          "tkg-edge:connectionFile": join(file.sandbox.directory, "connection.json"),
          "tkg-edge:management": { tkr: { version: tkrVersion } },
        },
      }),
    );
    const bare = await edge("render --stack management");
    const pull = bare.out.split("\n").find((line) => line.includes("imgpkg pull")) ?? "";
    assert.notEqual(pull, "", bare.out);
    const command = pull.replace(/^# */, "").replace("DIRECTORY", "bundle");
    await succeed(`${command} --registry-ca-cert-path '${file.sandbox.registry.caFile}'`);
    const rendered = await edge("render --stack management --bundle-dir bundle");
    writeFileSync(join(file.directory, "management.yaml"), rendered.out);
    await succeed("kubectl apply -f management.yaml");
    await eventually("the TKr", async () => {
      const release = await apis.get("tkr", tkr);
      return (
        release && conditionOf(release, "Ready") === "True" && conditionOf(release, "Compatible") === "True"
      );
    });
  });

  it("the rendered site is admitted in its own order, at the first apply, and becomes Ready", async () => {
    await succeed(
      "govc import.ova -dc /dc0 -ds /dc0/datastore/sharedVmfs-0 -pool /dc0/host/cluster0/Resources -folder /dc0/vm " +
        `-name photon-tiny '${file.sandbox.directory}/ova/photon-3-kube-v1.25.7+vmware.1-tiny.2.ova'`,
      "govc vm.markastemplate -dc /dc0 photon-tiny",
    );
    const { out } = await edge("render --stack flat --show-secrets");
    writeFileSync(join(file.directory, "site.yaml"), out, { mode: 0o600 });
    await succeed("kubectl apply -f site.yaml");
    await succeed("kubectl wait cluster/flat-snc --for=condition=Ready --timeout=120s");
    const bootstrap = await apis.mustGet("clusterbootstrap", "flat-snc", "default");
    const spec = bootstrap.spec as { cni: { refName: string }; cpi: { refName: string } };
    assert.match(
      spec.cni.refName,
      /^calico\.tanzu\.vmware\.com\.\d/,
      "admission expands the names that end in *",
    );
    assert.match(spec.cpi.refName, /^vsphere-cpi\.tanzu\.vmware\.com\.\d/);
  });

  it("convert without a TKr lists those that the management cluster has", async () => {
    const text = readFileSync(join(file.directory, "site.env"), "utf8");
    writeFileSync(join(file.directory, "no-tkr.env"), text.replace(/^export KUBERNETES_RELEASE=.*\n/m, ""));
    const connection = join(file.sandbox.directory, "connection.json");
    const command = `'${process.execPath}' '${join(checkout, "tkg-edge.js")}' convert no-tkr.env --stack none --connection-file '${connection}'`;
    const { out } = await succeed(`if ${command} 2>&1; then exit 1; fi`);
    assert.match(out, /--tkr-version/);
    assert.ok(out.includes(`the management cluster has ${tkrVersion}`), out);
    assert.ok(!existsSync(stackFile("none")));
  });

  for (const form of ["yaml", "json"]) {
    it(`convert of what kubectl prints as ${form} gives the site that made it`, async () => {
      const connection = join(file.sandbox.directory, "connection.json");
      const objects = "cluster/flat-snc secret/flat-snc clusterbootstrap/flat-snc";
      await succeed(`kubectl get ${objects} -o ${form} > live.${form}`);
      const { err } = await edge(
        `convert live.${form} --stack again-${form} --connection-file '${connection}'`,
      );
      assert.ok(!err.includes(file.sandbox.vcenter.password));
      const settings = settingsOf(stackFile(`again-${form}`));
      // A Cluster also has the values that the stack left to their defaults.
      assert.deepEqual(mergeTrees(settings, settingsOf(stackFile("flat"))), settings, err);
      const stored = await succeed(`pulumi config get tkg-edge:vcenterPassword --stack again-${form}`);
      assert.equal(stored.out, file.sandbox.vcenter.password);
      const [before, after] = [await renderedSite("flat"), await renderedSite(`again-${form}`)];
      assert.equal(after, before);
    });
  }

  it("the cluster goes when it is deleted", async () => {
    await succeed("kubectl delete cluster flat-snc --timeout=180s");
  });

  /** The manifests of a stack, without the comment that names it. */
  async function renderedSite(stack: string): Promise<string> {
    const { out } = await edge(`render --stack ${stack} --show-secrets`);
    return out.replace(/^# Rendered from .*\n/m, "");
  }
});

/** What a stack file holds, without what is encrypted. */
function settingsOf(stackFile: string): Tree {
  const { config } = load(readFileSync(stackFile, "utf8")) as { readonly config: Tree };
  return { ...config, "tkg-edge:vcenterPassword": undefined };
}

/** A flat file as a user has it, quoted as badly as the vendor page's, for the sandbox's vCenter. */
function flatFile(sandbox: {
  readonly endpoints: readonly string[];
  readonly vcenter: {
    readonly server: string;
    readonly username: string;
    readonly password: string;
    readonly thumbprint: string;
  };
}): string {
  const [endpoint = assert.fail("the sandbox has no endpoint")] = sandbox.endpoints;
  const { server, username, password, thumbprint } = sandbox.vcenter;
  const encoded = Buffer.from(password).toString("base64");
  return `export CLUSTER_NAME='flat-snc'
export CLUSTER_NAMESPACE='default'
export KUBERNETES_RELEASE='${tkr}'
export CNI=calico
export WORKER_MACHINE_COUNT=0
export VSPHERE_CONTROL_PLANE_ENDPOINT=${endpoint}
export VSPHERE_SERVER=${server}
export VSPHERE_USERNAME='${username}'
export VSPHERE_PASSWORD=<encoded:${encoded}>
export VSPHERE_DATACENTER='/dc0'
export VSPHERE_DATASTORE='/dc0/datastore/sharedVmfs-0'
export VSPHERE_FOLDER='/dc0/vm'
export VSPHERE_NETWORK='/dc0/network/VM Network'
export VSPHERE_RESOURCE_POOL='/dc0/host/cluster0/Resources'
export VSPHERE_SSH_AUTHORIZED_KEY=ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHqJ1m3l1Jk9Y5sM0uV2f1o4c7d8e9f0a1b2c3d4e5f6 [email protected]
export VSPHERE_TLS_THUMBPRINT=${thumbprint}
export OS_NAME='photon'
`;
}
