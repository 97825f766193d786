/** The check `version-change` for a site that names no way: the state decides, as at preview. */
import assert from "node:assert/strict";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { rebuildGate } from "../../../src/contracts/rebuild-gate.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import type { Finding } from "../../../src/environment/finding.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { CheckContext } from "../../../src/preflight/check-context.js";
import { versionChange } from "../../../src/preflight/checks/version-change.js";
import { wayOfChange } from "../../../src/program/built-version.js";
import { recordedClass } from "../../../src/program/recorded-class.js";
import { commandEnvironment } from "../../command-environment.js";
import { exampleSite, pageStack, parseExample } from "../example-site.js";
import { FakeManagement } from "../fake-management.js";

const [first, skipped] = ["v1.25.7+vmware.2-tkg.1", "v1.28.11+vmware.2-tkg.2"];
const { site: built, vcenter } = exampleSite({ kind: "standard", tkrVersion: first });
const live = { ...cluster(built, vcenter) } as unknown as LiveObject;
const address = { kubeconfig: "/nonexistent/kubeconfig", context: "management" };

const gate = (way: "roll" | undefined) => ({
  urn: `urn:pulumi:site::tkg-edge::any:type::${built.name}-rebuild-gate`,
  type: "command:local:Command",
  outputs: {
    environment: commandEnvironment(
      rebuildGate,
      {
        management: address,
        vcenter,
        cluster: cluster(built, vcenter),
        tkrVersion: first,
        versionChange: way,
        os: built.os,
        controlPlaneEndpoint: built.controlPlaneEndpoint,
        apiPort: 6443,
        datacenter: built.placement.datacenter,
        ownCredentials: true,
        beforeRebuildSeconds: 10,
      },
      { vcenterPassword: "Passw0rd-of-the-test" },
    ),
  },
});

async function found(site: object, records: ReturnType<typeof gate>[], objects = [live]): Promise<Finding> {
  const spec = parseExample({
    management: undefined,
    template: undefined,
    site: { ...pageStack.site, kind: "standard", tkrVersion: skipped, ...site },
  });
  const connection = { ...spec.connection, managementCluster: address };
  const fake = new FakeManagement(objects);
  const facts = new Facts({ managementCluster: () => fake, knock: () => Promise.resolve("silent") });
  const context = new CheckContext(
    { ...spec, connection },
    {},
    () => Promise.resolve({ mark: "tkg-edge/site", records }),
    facts,
    "preflight",
    { siteClass: recordedClass, versionChange: wayOfChange },
  );
  const findings = [await versionChange.run(context)].flat();
  return findings[0] ?? assert.fail("the check found nothing");
}

describe("the check of a change of version", () => {
  it("judges a site without the key by what its gate recorded", async () => {
    const { severity, seen } = await found({}, [gate("roll")]);
    assert.equal(severity, "failure");
    assert.match(seen, /^"v1\.28\.11\+vmware\.2-tkg\.2", and Cluster default\/workload-snc runs/);
    assert.equal((await found({ tkrVersion: first }, [gate("roll")])).severity, "ok");
  });

  it("has nothing to judge where another version rebuilds the cluster, or there is none", async () => {
    for (const [site, records, objects] of [
      [{}, [gate(undefined)], [live]],
      [{}, [], [live]],
      [{ versionChange: "rebuild" }, [gate("roll")], [live]],
      [{}, [gate("roll")], []],
      [{ kind: "minimal", tkrVersion: pageStack.management.tkr.version }, [gate("roll")], [live]],
    ] as const)
      assert.equal((await found(site, [...records], [...objects])).severity, "skipped");
  });

  it("judges by the key where that names the way", async () => {
    assert.equal((await found({ versionChange: "roll" }, [gate(undefined)])).severity, "failure");
  });
});
