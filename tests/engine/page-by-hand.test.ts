/**
 * The vendor page followed by hand in the sandbox's shell, with its own commands: kubectl, imgpkg, govc. It shows that
 * the sandbox behaves as the page says, apart from the program; differences are named in the cases.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { machineEnvironment } from "./harness/environments.js";
import { conditionOf, LivingApis } from "./harness/living-apis.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { eventually } from "./harness/wait.js";

const tkr = "v1.25.7---vmware.1-tiny.2-tkg.1";
const bundleTag = "v1.25.7_vmware.1-tiny.2-tkg.1";
const packageFile = "packages/tkr-vsphere-edge.tanzu.vmware.com/1.25.7+vmware.1-tiny.2-tkg.1.yml";

describe("the vendor page, followed by hand", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("light") });
  let apis: LivingApis;

  /** Runs lines in a shell that has nothing but PATH, HOME and the sandbox's env file. */
  const shell = async (
    lines: readonly string[],
  ): Promise<{ readonly ok: boolean; readonly text: string }> => {
    const { PATH = "" } = process.env;
    const script = [`. '${join(file.sandbox.directory, "env")}'`, ...lines].join("\n");
    const result = await execa("bash", ["-euo", "pipefail", "-c", script], {
      cwd: file.directory,
      env: { ...machineEnvironment(), PATH },
      extendEnv: false,
      stdin: "ignore",
      all: true,
      reject: false,
    });
    return { ok: result.exitCode === 0, text: result.all };
  };
  const succeed = async (lines: readonly string[]): Promise<string> => {
    const { ok, text } = await shell(lines);
    assert.ok(ok, text);
    return text;
  };
  const write = (name: string, content: string): void => {
    writeFileSync(join(file.directory, name), content);
  };

  before(() => {
    apis = new LivingApis(file.sandbox);
  });

  it("step 1: the annotation, put where it lasts (tkg-system), reaches the copy in default", async () => {
    await succeed([
      "kubectl annotate --overwrite clusterclass tkg-vsphere-default-v1.0.0 -n tkg-system " +
        "run.tanzu.vmware.com/resolve-tkr='!tkr.tanzu.vmware.com/tiny'",
    ]);
    await eventually("the annotation in default", async () => {
      const { metadata } = await apis.mustGet("clusterclass", "tkg-vsphere-default-v1.0.0", "default");
      return metadata.annotations?.["run.tanzu.vmware.com/resolve-tkr"] === "!tkr.tanzu.vmware.com/tiny";
    });
  });

  it("step 2: ConfigMap, imgpkg pull, namespace, apply: the TKr is Ready and Compatible", async () => {
    write("tiny-tkr-cm.yaml", compatibilityConfigMap);
    const ca = file.sandbox.registry.caFile;
    await succeed([
      "kubectl apply -f tiny-tkr-cm.yaml",
      `imgpkg pull -b ${file.sandbox.registry.host}/tkr-repository-vsphere-edge:${bundleTag} -o repository --registry-ca-cert-path '${ca}'`,
      `sed -i 's/^metadata:/metadata:\\n  namespace: tkg-system/' 'repository/${packageFile}'`,
      `kubectl apply -f 'repository/${packageFile}'`,
    ]);
    await eventually("the TKr", async () => {
      const release = await apis.get("tkr", tkr);
      return (
        release && conditionOf(release, "Ready") === "True" && conditionOf(release, "Compatible") === "True"
      );
    });
    const listed = await succeed(["kubectl get tkr,cbt,osimage -A | grep -i tiny"]);
    assert.equal(listed.trim().split("\n").length, 4, listed);
  });

  it("step 3: the OVA imported and marked as template", async () => {
    await succeed([
      "govc import.ova -dc /dc0 -ds /dc0/datastore/sharedVmfs-0 -pool /dc0/host/cluster0/Resources -folder /dc0/vm " +
        `-name photon-tiny '${file.sandbox.directory}/ova/photon-3-kube-v1.25.7+vmware.1-tiny.2.ova'`,
      "govc vm.markastemplate -dc /dc0 photon-tiny",
    ]);
    assert.equal((await apis.vm("/dc0/vm/photon-tiny")).config.template, true);
  });

  it("step 4: the file as printed is denied its Cluster at first, and admitted when applied again", async () => {
    write("vsphere-snc.yaml", clusterAndSecret(file.sandbox));
    const first = await shell(["kubectl apply -f vsphere-snc.yaml"]);
    assert.equal(first.ok, false, first.text);
    assert.match(
      first.text,
      /could not get secret for key: default\/workload-snc: Secret "workload-snc" not found/,
    );
    await succeed(["kubectl apply -f vsphere-snc.yaml"]);
    await succeed(["kubectl wait cluster/workload-snc --for=condition=Ready --timeout=120s"]);
    assert.equal((await apis.machines()).length, 1);
  });

  it("deleting the Cluster takes the VM and the Secret along", async () => {
    await succeed(["kubectl delete cluster workload-snc --timeout=180s"]);
    assert.deepEqual(await apis.machines(), []);
    assert.equal(await apis.get("secret", "workload-snc", "default"), undefined);
  });
});

const compatibilityConfigMap = `apiVersion: v1
data:
  tkrVersions: '["v1.25.7+vmware.1-tiny.2-tkg.1"]'
kind: ConfigMap
metadata:
  name: tkg-compatibility-versions-v1.25.7---vmware.1-tiny.2-tkg.1
  namespace: tkg-system
  labels:
    run.tanzu.vmware.com/additional-compatible-tkrs: ""
`;

/** The page's vsphere-snc.yaml for its inputs, with the sandbox's vCenter, registry and endpoint. */
function clusterAndSecret(sandbox: {
  readonly endpoints: readonly string[];
  readonly vcenter: {
    readonly server: string;
    readonly username: string;
    readonly password: string;
    readonly thumbprint: string;
  };
  readonly registry: { readonly host: string };
}): string {
  const [endpoint = assert.fail("the sandbox has no endpoint")] = sandbox.endpoints;
  const { server, username, password, thumbprint } = sandbox.vcenter;
  return `apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata:
  annotations:
    tkg.tanzu.vmware.com/cluster-controlplane-endpoint: ${endpoint}
    run.tanzu.vmware.com/resolve-tkr: 'tkr.tanzu.vmware.com/tiny'
  labels:
    tkg.tanzu.vmware.com/cluster-name: workload-snc
  name: workload-snc
  namespace: default
spec:
  clusterNetwork:
    pods:
      cidrBlocks:
      - 100.96.0.0/11
    services:
      cidrBlocks:
      - 100.64.0.0/13
  topology:
    class: tkg-vsphere-default-v1.0.0
    controlPlane:
      metadata:
        annotations:
          run.tanzu.vmware.com/resolve-os-image: image-type=ova,os-name=photon
      replicas: 1
    variables:
    - name: controlPlaneTaint
      value: false
    - name: auditLogging
      value:
        enabled: false
    - name: apiServerEndpoint
      value: ${endpoint}
    - name: aviAPIServerHAProvider
      value: false
    - name: imageRepository
      value:
        host: ${sandbox.registry.host}
    - name: trust
      value:
        additionalTrustedCAs:
        - data: LS0tLS1CRUdJTi0tLS0tCg==
          name: imageRepository
    - name: vcenter
      value:
        cloneMode: fullClone
        datacenter: /dc0
        datastore: /dc0/datastore/sharedVmfs-0
        folder: /dc0/vm
        network: /dc0/network/VM Network
        resourcePool: /dc0/host/cluster0/Resources
        server: ${server}
        storagePolicyID: ""
        tlsThumbprint: ${thumbprint}
    - name: user
      value:
        sshAuthorizedKeys:
        - ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ example
    - name: controlPlane
      value:
        machine:
          diskGiB: 20
          memoryMiB: 4096
          numCPUs: 4
    version: v1.25.7+vmware.1-tiny.2
---
apiVersion: v1
kind: Secret
metadata:
  name: workload-snc
  namespace: default
stringData:
  password: ${password}
  username: ${username}
`;
}
