/**
 * The flows of the vendor page beyond its example, through Pulumi, on the real Cluster API: Calico with an identity that
 * sites share, and a standard cluster described by a flat file as the page prints it.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { alsoExtraVariables, classVariablesSchema } from "../../src/config/class-variables.js";
import { parseStack } from "../../src/config/parse-stack.js";
import { cluster as clusterManifest } from "../../src/manifests/cluster.js";
import { everyVariable } from "./harness/all-variables.js";
import { undefinedPaths } from "./harness/class-schema.js";
import { realChanges } from "./harness/engine-events.js";
import { inventory, type Inventory } from "./harness/inventory.js";
import { conditionOf, LiveApis, type KubernetesObject } from "./harness/live-apis.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { sharedIdentity } from "./harness/shared-identity.js";
import { exampleSite } from "./harness/stack-settings.js";
import { provideStandardTkr } from "./harness/standard-tkr.js";
import { TestStack, type Outcome } from "./harness/test-stack.js";
import { importMachine, provideTinyTkr } from "./harness/tiny-tkr.js";

const tinyTkr = "v1.25.7+vmware.1-tiny.2-tkg.1";
const standardTkr = "v1.25.7+vmware.2-tkg.1";
const resolveTkr = "run.tanzu.vmware.com/resolve-tkr";

describe("flows of the vendor page", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("full") });
  let apis: LiveApis;
  let untouched: Inventory;

  const succeeded = (outcome: Outcome): void => {
    assert.equal(outcome.exitCode, 0, outcome.all);
  };
  const nothingToDo = async (stack: TestStack): Promise<void> => {
    const outcome = await stack.up({ args: ["--expect-no-changes"] });
    succeeded(outcome);
    assert.deepEqual(realChanges(outcome), {}, outcome.all);
  };
  const get = (kind: string, name: string) => apis.get(kind, name, "default");
  const isReady = async (name: string): Promise<KubernetesObject> => {
    const cluster = await apis.mustGet("cluster", name, "default");
    for (const type of ["Ready", "ControlPlaneReady", "InfrastructureReady", "TopologyReconciled"]) {
      assert.equal(conditionOf(cluster, type), "True", type);
    }
    return cluster;
  };

  before("bring in a tiny TKr, a standard TKr, their templates, and a shared identity", async () => {
    apis = new LiveApis(file.sandbox);
    await provideTinyTkr(file.sandbox, apis, file.directory, "v1.25.7+vmware.1-tiny.2");
    await importMachine(file.sandbox, apis, "ubuntu-2004-kube-v1.25.7+vmware.1-tiny.2.ova", "focal");
    await apis.govc(["vm.markastemplate", "-dc", "/dc0", "focal"]);
    await provideStandardTkr(apis, file.directory, standardTkr);
    await apis.kubectl([
      "annotate",
      "--overwrite",
      "clusterclass/tkg-vsphere-default-v1.0.0",
      "--namespace=tkg-system",
      `${resolveTkr}=!tkr.tanzu.vmware.com/tiny`,
    ]);
    const objects = sharedIdentity(file.sandbox.vcenter);
    await apis.kubectl(["apply", "-f", "-"], { input: JSON.stringify(objects) });
    untouched = await inventory(apis);
  });

  describe("a minimal cluster on ubuntu with Calico and a shared vCenter identity", () => {
    let stack: TestStack;

    it("comes up with Calico reconciled, no Secret of its own, and the endpoint kept from the cloud provider", async () => {
      stack = await TestStack.create(file.sandbox, file.directory, "calico", {
        management: undefined,
        template: undefined,
        site: {
          name: "calico",
          tkrVersion: tinyTkr,
          os: "ubuntu",
          cni: "calico",
          identityRef: { name: "shared-vcenter" },
          controlPlaneEndpoint: file.sandbox.endpoints[0],
        },
      });
      succeeded(await stack.up());
      const { metadata } = await isReady("calico");
      assert.equal(metadata.annotations?.[resolveTkr], "tkr.tanzu.vmware.com/tiny");
      assert.equal((await stack.outputs()).templatePath, "/dc0/vm/focal");
      assert.equal(await get("secret", "calico"), undefined);
      const bootstrap = await apis.mustGet("clusterbootstrap", "calico", "default");
      assert.equal(conditionOf(bootstrap, "Calico-ReconcileSucceeded"), "True");
      assert.equal(conditionOf(bootstrap, "Antrea-ReconcileSucceeded"), undefined);
      const { cni, cpi } = bootstrap.spec as Record<"cni" | "cpi", Package>;
      assert.equal(cni.refName, "calico.tanzu.vmware.com.3.24.1+vmware.1-tkg.1");
      assert.deepEqual(cni.valuesFrom.providerRef, {
        apiGroup: "cni.tanzu.vmware.com",
        kind: "CalicoConfig",
        name: "calico",
      });
      assert.equal(cpi.refName, "vsphere-cpi.tanzu.vmware.com.1.25.1+vmware.2-tkg.1");
      assert.notEqual(await get("calicoconfig", "calico"), undefined);
      const { vsphereCPI } = (await apis.mustGet("vspherecpiconfig", "calico", "default")).spec as {
        vsphereCPI: { vmNetwork: object };
      };
      const vip = `${file.sandbox.endpoints[0] ?? ""}/32`;
      assert.deepEqual(vsphereCPI.vmNetwork, {
        excludeInternalSubnetCidr: vip,
        excludeExternalSubnetCidr: vip,
      });
    });

    it("finds nothing to do after the cluster adopted its ClusterBootstrap", async () => {
      const { ownerReferences } = (await apis.mustGet("clusterbootstrap", "calico", "default")).metadata;
      assert.deepEqual(
        ownerReferences?.map(({ kind, name }) => `${kind} ${name}`),
        ["Cluster calico"],
      );
      await nothingToDo(stack);
    });

    it("could have every variable that has a key: the vendor's class defines each, at every depth", async () => {
      const { server, username, thumbprint } = file.sandbox.vcenter;
      const settings = exampleSite(file.sandbox, {
        site: {
          ...everyVariable,
          name: "every-variable",
          tkrVersion: tinyTkr,
          identityRef: { name: "shared-vcenter" },
          controlPlaneEndpoint: file.sandbox.endpoints[2],
        },
      });
      const raw = {
        connection: { vcenter: { server, username, thumbprint } },
        site: settings.config["tkg-edge:site"],
        secretsSet: new Set<string>(),
      };
      const { site, connection } = parseStack(raw, file.directory, "every-variable", "manifests");
      assert.ok(site && connection.vcenter);
      // The sandbox's class does not have the variables of later ones.
      const ofTheClass = Object.keys(classVariablesSchema.shape).filter(
        (name) => !alsoExtraVariables.has(name),
      );
      assert.deepEqual(Object.keys(site.variables).sort(), ofTheClass.sort());
      const manifest = clusterManifest(site, connection.vcenter);
      const clusterClass = await apis.mustGet("clusterclass", "tkg-vsphere-default-v1.0.0", "default");
      assert.deepEqual(undefinedPaths(clusterClass, manifest.spec.topology.variables), []);
      await apis.kubectl(["create", "--dry-run=server", "-f", "-"], { input: JSON.stringify(manifest) });
    });

    it("would be rebuilt for another container network, which cannot change in place", async () => {
      stack.configure({ site: { cni: "antrea" } });
      const preview = await stack.preview();
      succeeded(preview);
      assert.match(preview.all, /REBUILD of default\/calico[\s\S]*cni: calico -> antrea/);
      assert.ok((realChanges(preview).replace ?? 0) >= 2, preview.all);
      stack.configure({ site: { cni: "calico" } });
    });

    it("is destroyed with all that was made for it; the identity and its Secret stay", async () => {
      succeeded(await stack.destroy());
      assert.deepEqual(await inventory(apis), untouched);
      assert.notEqual(await apis.get("vsphereclusteridentity", "shared-vcenter"), undefined);
    });
  });

  describe("a standard cluster from the flat file in the vendor page", () => {
    let stack: TestStack;

    it("comes up on a standard TKr: one node, no tiny annotation, no settings for the cloud provider", async () => {
      writeFileSync(join(file.directory, "page.sh"), pageExports(file.sandbox));
      stack = await TestStack.create(file.sandbox, file.directory, "standard", {
        management: undefined,
        template: undefined,
        flatFile: join(file.directory, "page.sh"),
        site: undefined,
      });
      stack.configure({ site: { cpi: { excludeEndpoint: false }, protect: false } });
      // Copied from the file; TKG's own controllers would take it literally. Cut short at first.
      await stack.setSecret("vcenterPassword", "<encoded:QWRt*>");
      const cut = await stack.preview();
      assert.notEqual(cut.exitCode, 0);
      assert.match(cut.all, /tkg-edge:vcenterPassword[\s\S]*<encoded:BASE64> in full/);
      await stack.setSecret("vcenterPassword", encoded(file.sandbox.vcenter.password));
      succeeded(await stack.up());
      const { metadata, spec } = await isReady("workload-snc");
      assert.equal(metadata.labels?.["run.tanzu.vmware.com/tkr"], standardTkr.replace("+", "---"));
      assert.equal(metadata.annotations?.[resolveTkr], undefined);
      const { topology } = spec as { topology: Topology };
      assert.equal(topology.version, "v1.25.7+vmware.2");
      assert.equal(topology.controlPlane.replicas, 1);
      assert.equal(topology.workers, undefined);
      assert.deepEqual(
        topology.variables.find(({ name }) => name === "controlPlaneTaint"),
        { name: "controlPlaneTaint", value: false },
      );
      assert.equal((await apis.list("machines")).length, 1);
    });

    it("uses the vendor's own packages by default", async () => {
      const bootstrap = await apis.mustGet("clusterbootstrap", "workload-snc", "default");
      assert.equal(conditionOf(bootstrap, "Antrea-ReconcileSucceeded"), "True");
      assert.doesNotMatch(stack.state(), /VSphereCPIConfig|ClusterBootstrap/);
      const { vsphereCPI } = ((await get("vspherecpiconfig", "workload-snc"))?.spec ?? {}) as {
        vsphereCPI?: { vmNetwork?: object };
      };
      assert.equal(vsphereCPI?.vmNetwork, undefined);
    });

    it("finds nothing to do afterwards, and is destroyed with all that was made for it", async () => {
      await nothingToDo(stack);
      succeeded(await stack.destroy());
      assert.deepEqual(await inventory(apis), untouched);
    });
  });
});

interface Package {
  readonly refName: string;
  readonly valuesFrom: { readonly providerRef: object };
}

interface Topology {
  readonly version: string;
  readonly controlPlane: { readonly replicas: number };
  readonly workers?: object;
  readonly variables: readonly { readonly name: string; readonly value: unknown }[];
}

interface Vcenter {
  readonly server: string;
  readonly username: string;
  readonly password: string;
  readonly thumbprint: string;
}

/** As the Tanzu CLI keeps a password. */
const encoded = (password: string): string => `<encoded:${Buffer.from(password).toString("base64")}>`;

/** The vendor page's export lines (step 4.1) with the sandbox's addresses, quoted as badly as there. */
function pageExports(sandbox: { readonly endpoints: readonly string[]; readonly vcenter: Vcenter }): string {
  const { server, username, thumbprint } = sandbox.vcenter;
  return `export CLUSTER_NAME='workload-snc'
export CLUSTER_NAMESPACE='default'
export CLUSTER_CIDR='100.96.0.0/11'
export SERVICE_CIDR='100.64.0.0/13'
export KUBERNETES_RELEASE='${standardTkr.replace("+", "---")}'
export VSPHERE_CONTROL_PLANE_ENDPOINT=${sandbox.endpoints[1] ?? ""}
export VSPHERE_SERVER=${server}
export VSPHERE_USERNAME='${username}'
export VSPHERE_PASSWORD=${encoded(sandbox.vcenter.password)}
export VSPHERE_DATACENTER='/dc0'
export VSPHERE_DATASTORE='/dc0/datastore/sharedVmfs-0'
export VSPHERE_FOLDER='/dc0/vm'
export VSPHERE_NETWORK='/dc0/network/VM Network'
export VSPHERE_RESOURCE_POOL='/dc0/host/cluster0/Resources'
export VSPHERE_SSH_AUTHORIZED_KEY=ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHqJ1m3l1Jk9Y5sM0uV2f1o4c7d8e9f0a1b2c3d4e5f6 [email protected]
export VSPHERE_TLS_THUMBPRINT=${thumbprint}
export VSPHERE_CONTROL_PLANE_NUM_CPUS='4'
export VSPHERE_CONTROL_PLANE_MEM_MIB='4096'
export VSPHERE_CONTROL_PLANE_DISK_GIB='20'
export TKG_CUSTOM_IMAGE_REPOSITORY='projects.registry.vmware.com/tkg'
export OS_NAME='photon'
`;
}
