/** The resources of what sites share, but for the guarded class: the tiny TKr, the template, the registry's CA, and their providers. */
import assert from "node:assert/strict";
import { secret } from "@pulumi/pulumi";
import type { ExistingTkrParts } from "../../../components/existing-tkr.js";
import { RegistryTrust } from "../../../components/registry-trust.js";
import { drifted, type Finding } from "../../../src/environment/finding.js";
import { TinyTkr } from "../../../src/library/tiny-tkr.js";
import { VsphereTemplate } from "../../../src/library/vsphere-template.js";
import { ManagementProviders } from "../../../src/program/providers.js";
import { parseExample } from "../example-site.js";
import { environmentOf, inputOf, usePlan, type Plan } from "./planned-resources.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";
const managementCluster = { kubeconfig: "mgmt.kubeconfig", context: "mgmt-admin@mgmt" };
const written = 'metadata.annotations["tkg-edge/written-at"]';
const found: readonly Finding[] = [drifted("it was changed by hand")];

describe("the component TinyTkr", () => {
  const plan = usePlan();
  const none = { configMap: [], package: [], release: [] };
  const make = (given: object = {}): Promise<Plan> =>
    plan(() => {
      const { packages, kubernetes } = new ManagementProviders(managementCluster, "uid-of-the-cluster");
      const args = {
        version,
        bundle: "registry.example/bundle",
        managementCluster,
        packageProvider: packages,
      };
      const checked = { parts: { installed: { ...args, found: none, ...given } } };
      return new TinyTkr("tkr", { version, checked }, { provider: kubernetes });
    });

  it("has resources by these names, from release to release", async () => {
    assert.deepEqual((await make()).names, [
      "command:local:Command tkr-pull",
      "command:local:Command tkr-ready",
      "kubernetes:core/v1:ConfigMap tkr-compatibility",
      "kubernetes:data.packaging.carvel.dev/v1alpha1:Package tkr-package",
      "pulumi:providers:kubernetes management",
      "pulumi:providers:kubernetes management-packages",
      "tkg-edge:index:TinyTkr tkr",
    ]);
  });

  it("has the ConfigMap first, which the controller does not watch, and waits last", async () => {
    const made = await make();
    assert.ok(made.comesAfter("tkr-package", "tkr-compatibility"));
    assert.ok(made.comesAfter("tkr-ready", "tkr-package"));
    assert.ok(!made.comesAfter("tkr-pull", "tkr-compatibility"), "the bundle is pulled meanwhile");
  });

  it("applies the Package alone by the provider without server-side apply", async () => {
    const made = await make();
    assert.equal(made.get("tkr-package").provider, "management-packages");
    assert.equal(made.get("tkr-compatibility").provider, "management");
  });

  it("waits for the TKr, again for another Package, and removes it when it goes", async () => {
    const ready = (await make()).get("tkr-ready");
    assert.equal(ready.inputs.delete, "node command.js remove-tkr");
    assert.deepEqual(inputOf(ready), {
      management: managementCluster,
      tkrVersion: version,
      timeoutSeconds: 600,
    });
    assert.equal(environmentOf(ready).TKG_EDGE_PACKAGE_UID, "uid-of-tkr-package");
    assert.deepEqual(ready.inputs.triggers, []);
  });

  it("names the stack that installs it, which is written on the TKr, and no update for a state without that", async () => {
    const ready = (await make()).get("tkr-ready");
    assert.equal(environmentOf(ready).TKG_EDGE_MADE_BY, "tkg-edge/site-0042");
    assert.ok(ready.ignoreChanges.includes("environment.TKG_EDGE_MADE_BY"));
  });

  it("pulls the bundle from the registry of the stack, anonymously where it names no user", async () => {
    const bundle = "registry.example/bundle";
    assert.deepEqual(inputOf((await make()).get("tkr-pull")), { tkrVersion: version, bundle, registry: {} });
    const registry = { host: "registry.example", caFile: "/ca.pem" };
    const pull = (await make({ registry, registryPassword: secret("not used") })).get("tkr-pull");
    assert.deepEqual(inputOf(pull), { tkrVersion: version, bundle, registry: { caFile: "/ca.pem" } });
    assert.deepEqual(Object.keys(environmentOf(pull)), ["TKG_EDGE_INPUT"]);
  });

  it("recreates what was deleted by hand, and runs the wait again with a new Package", async () => {
    const made = await make({ found: { ...none, package: found } });
    const { replaceOnChanges, deleteBeforeReplace } = made.get("tkr-package");
    assert.deepEqual([replaceOnChanges, deleteBeforeReplace], [[written], true]);
    assert.deepEqual(made.get("tkr-compatibility").ignoreChanges, [written]);
    assert.match(environmentOf(made.get("tkr-ready")).TKG_EDGE_REASON ?? "", /it was changed by hand/);
  });

  it("imports what an interrupted run created", async () => {
    const made = await make({ interrupted: new Set(["ConfigMap"]) });
    assert.match(made.get("tkr-compatibility").import ?? "", /^tkg-system\//);
    assert.equal(made.get("tkr-package").import, undefined);
  });

  it("keeps a registry's password secret", async () => {
    const registry = { host: "registry.example", username: "robot" };
    const pull = (await make({ registry, registryPassword: secret("Passw0rd-of-the-test") })).get("tkr-pull");
    assert.ok(pull.secretInputs.includes("environment"));
    assert.equal(environmentOf(pull).TKG_EDGE_REGISTRY_PASSWORD, "Passw0rd-of-the-test");
    assert.doesNotMatch(environmentOf(pull).TKG_EDGE_INPUT ?? "", /Passw0rd/);
  });
});

describe("the component TinyTkr of a TKr that is there", () => {
  const plan = usePlan();
  const none = { configMap: [], release: [] };
  const tkr = {
    ...{ name: "tkr", version, isDeactivated: false, isIncompatible: false },
    ...{ unmet: [], osImages: ["photon"], packages: ["antrea.tanzu.vmware.com.1.9.0"] },
  };
  const make = (existing: Partial<ExistingTkrParts["existing"]> = {}, given: object = {}): Promise<Plan> =>
    plan(() => {
      const { kubernetes: provider } = new ManagementProviders(managementCluster, "uid-of-the-cluster");
      const there = { tkr, configMap: false, awaits: false, hadConfigMap: false, ...existing };
      const args = { version, managementCluster, timeoutSeconds: 600, found: none };
      const checked = { parts: { existing: { ...args, existing: there, ...given } } };
      return new TinyTkr("tkr", { version, checked }, { provider });
    });

  it("creates nothing for a TKr that is compatible", async () => {
    const made = (await make()).names.filter((name) => !name.includes("providers"));
    assert.deepEqual(made, ["tkg-edge:index:TinyTkr tkr"]);
  });

  it("creates the ConfigMap entry of one that is not, and a wait that removes nothing when it goes", async () => {
    const made = await make({ tkr: { ...tkr, isIncompatible: true }, configMap: true, awaits: true });
    assert.deepEqual(
      made.names.filter((name) => !name.includes("providers")),
      [
        "command:local:Command tkr-compatible",
        "kubernetes:core/v1:ConfigMap tkr-compatibility",
        "tkg-edge:index:TinyTkr tkr",
      ],
    );
    const wait = made.get("tkr-compatible");
    assert.equal(wait.inputs.create, "node command.js await-compatible-tkr");
    assert.equal(wait.inputs.delete, undefined);
    assert.ok(made.comesAfter("tkr-compatible", "tkr-compatibility"));
    assert.deepEqual(inputOf(wait), {
      management: managementCluster,
      tkrVersion: version,
      timeoutSeconds: 600,
    });
  });

  it("has the same ConfigMap as a TKr that the stack installs, and restores and imports it", async () => {
    const entry = { configMap: true, awaits: true };
    const gone = { configMap: [drifted("it was deleted")], release: [] };
    const made = (await make(entry, { found: gone, isInterrupted: true })).get("tkr-compatibility");
    assert.deepEqual([made.replaceOnChanges, made.deleteBeforeReplace], [[written], true]);
    assert.match(made.import ?? "", /^tkg-system\//);
    assert.equal(
      (await make(entry)).get("tkr-compatible").ignoreChanges.includes("environment.TKG_EDGE_REASON"),
      true,
    );
  });
});

describe("the component VsphereTemplate", () => {
  const plan = usePlan();
  const make = (changes: object = {}, given: object = {}): Promise<Plan> => {
    const { template, connection } = parseExample();
    assert.ok(template && connection.vcenter);
    const args = { template: { ...template, ...changes }, vcenter: connection.vcenter, tkrIsPending: true };
    const vcenterPassword = secret("Passw0rd-of-the-test");
    const parts = { ...args, vcenterPassword, ovaSha256: "abc", found: [], ...given };
    return plan(() => new VsphereTemplate("template", { ...template, checked: { parts } }));
  };

  it("stays on destroy, unless the stack has it otherwise", async () => {
    assert.equal((await make()).get("template-import").inputs.delete, undefined);
    const goes = await make({ deleteOnDestroy: true });
    assert.equal(goes.get("template-import").inputs.delete, "node command.js remove-template");
  });

  it("is another template for another OVA, folder or name alone", async () => {
    const { triggers } = (await make({ folder: "/dc0/vm/edge", name: "tiny" })).get("template-import").inputs;
    assert.deepEqual(triggers, ["abc", "/dc0/vm/edge", "tiny"]);
  });

  it("records who uploads it once: a state without it is not run again for that", async () => {
    const imported = (await make()).get("template-import");
    assert.equal(environmentOf(imported).TKG_EDGE_MADE_BY, "tkg-edge/site-0042");
    assert.ok(imported.ignoreChanges.includes("environment.TKG_EDGE_MADE_BY"));
  });

  it("keeps the password secret, and out of the input", async () => {
    const imported = (await make()).get("template-import");
    assert.ok(imported.secretInputs.includes("environment"));
    assert.doesNotMatch(environmentOf(imported).TKG_EDGE_INPUT ?? "", /Passw0rd/);
  });

  it("hands over the OVA, its place and its TKr, and the management cluster where there is one", async () => {
    const { template, connection } = parseExample();
    const { tkrVersion, os, ova, name, datacenter, datastore, folder, network, resourcePool } =
      template ?? assert.fail();
    const expected = {
      ...{ tkrVersion, tkrIsPending: true, os, ova, ovaSha256: "abc", templateName: name },
      ...{ datacenter, datastore, folder, network, resourcePool },
    };
    const { vcenter, management, ...rest } = inputOf((await make()).get("template-import"));
    assert.deepEqual(rest, expected);
    assert.equal(management, undefined);
    const { server, username, thumbprint } = connection.vcenter ?? assert.fail();
    assert.deepEqual(vcenter, { server, thumbprint, username });
    const compared = (await make({}, { managementCluster })).get("template-import");
    assert.deepEqual(inputOf(compared).management, managementCluster);
  });
});

describe("the component RegistryTrust", () => {
  const plan = usePlan();

  it("stays on destroy, and is written again for another CA", async () => {
    const args = { managementCluster, caFile: "/ca.pem", caDigest: "digest-of-the-ca" };
    const planned = (await plan(() => new RegistryTrust("trust", args))).get("trust-ca");
    assert.deepEqual(inputOf(planned), { management: managementCluster, registry: { caFile: "/ca.pem" } });
    const { inputs } = planned;
    assert.equal(inputs.delete, undefined);
    assert.deepEqual(inputs.triggers, ["digest-of-the-ca"]);
  });
});

describe("the providers of the management cluster", () => {
  const plan = usePlan();

  it("are known by the cluster's identity, and by an alias to what 0.1.0 called them", async () => {
    const made = await plan(() => {
      const providers = new ManagementProviders(managementCluster, "uid-of-the-cluster");
      return [providers.packages, providers.kubernetes][0] ?? assert.fail();
    });
    for (const [name, alias] of [
      ["management", "management-cluster"],
      ["management-packages", "management-cluster-packages"],
    ] as const) {
      assert.equal(made.get(name).inputs.clusterIdentifier, "uid-of-the-cluster");
      assert.deepEqual(made.get(name).aliases, [alias]);
    }
  });
});
