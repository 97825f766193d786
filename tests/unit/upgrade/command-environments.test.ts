/**
 * A command resource of a release keeps its environment, a variable for each value, as long as today's input is the same: it is
 * not run for the new form alone. What states hold is compared with what today's components plan for the same stacks.
 */
import assert from "node:assert/strict";
import { secret, type Resource, type ResourceTransformation } from "@pulumi/pulumi";
import { installedVersions, type StackSpec } from "../../../src/config/stack-spec.js";
import { tkrName } from "../../../src/config/tkr-version.js";
import { drifted, type Finding } from "../../../src/environment/finding.js";
import { SingleNodeCluster } from "../../../src/library/single-node-cluster.js";
import { TinyTkr } from "../../../src/library/tiny-tkr.js";
import { VsphereTemplate } from "../../../src/library/vsphere-template.js";
import { keepEarlierEnvironments } from "../../../src/program/earlier-environments.js";
import type { StateResource } from "../../../src/program/own-state.js";
import { ManagementProviders } from "../../../src/program/providers.js";
import { releasedKinds, releasedSpec, releasedStack, releases } from "../../upgrade/releases.js";
import { environmentOf, usePlan, type PlannedResource } from "../components/planned-resources.js";

/** Compared by the engine itself. What a fixture has of them is of no sandbox: encrypted, or made equal for every one. */
const others = new Set(["TKG_EDGE_PACKAGE_UID", "TKG_EDGE_CLUSTER_DIGEST", "TKG_EDGE_VCENTER_PASSWORD"]);

interface Made {
  readonly spec: StackSpec;
  readonly state: readonly StateResource[];
  readonly found?: readonly Finding[];
}

/** The stack with the paths of its connection as the program read them: relative to the file that they stood in. */
function specOf(version: string, kind: string): StackSpec {
  const spec = releasedSpec(version, kind);
  const { managementCluster, vcenter, registry } = spec.connection;
  assert.ok(managementCluster && vcenter);
  const beside = (file: string | undefined) => (file === undefined ? undefined : `../sandbox/${file}`);
  const connection = {
    managementCluster: { ...managementCluster, kubeconfig: `../sandbox/${managementCluster.kubeconfig}` },
    vcenter: { ...vcenter, caFile: beside(vcenter.caFile) },
    registry: registry && { ...registry, caFile: beside(registry.caFile) },
  };
  return { ...spec, connection };
}

/** The components of a stack as index.ts makes them. */
function make({ spec, state, found = [] }: Made): void {
  const { template, site, management, connection } = spec;
  const { managementCluster, vcenter, registry } = connection;
  assert.ok(managementCluster && vcenter);
  const transformations: ResourceTransformation[] = [keepEarlierEnvironments(state)];
  const vcenterPassword = secret("Passw0rd-of-the-test");
  const { kubernetes: provider, packages } = new ManagementProviders(managementCluster, "uid");
  for (const version of installedVersions(spec)) {
    assert.ok(management);
    const args = {
      version,
      bundle: management.bundle,
      managementCluster,
      registry,
      packageProvider: packages,
    };
    const none = { configMap: [], package: [], release: found };
    const checked = { parts: { installed: { ...args, found: none } } };
    new TinyTkr(`tkr-${tkrName(version)}`, { version, checked }, { provider, transformations });
  }
  if (template) {
    const ofState = state.find(({ urn }) => urn.endsWith("-import"))?.outputs.environment as
      Readonly<Record<string, string>> | undefined;
    const parts = {
      ...{ template, vcenter, vcenterPassword, managementCluster, found },
      ovaSha256: ofState?.TKG_EDGE_OVA_SHA256 ?? assert.fail(),
      tkrIsPending: installedVersions(spec).includes(template.tkrVersion),
    };
    new VsphereTemplate(`template-${template.os}`, { ...template, checked: { parts } }, { transformations });
  }
  if (site) {
    const parts = { site, managementCluster, vcenter, vcenterPassword, bootstrapPackages: [], failed: found };
    new SingleNodeCluster(site.name, { ...site, checked: { parts } }, { provider, transformations });
  }
}

/** What the engine would call changed of a command's environment. */
function changes(planned: PlannedResource, before: Readonly<Record<string, string>>): readonly string[] {
  const now = environmentOf(planned);
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (name) =>
      !others.has(name) &&
      before[name] !== now[name] &&
      !planned.ignoreChanges.includes(`environment.${name}`),
  );
}

for (const version of releases) {
  describe(`command resources of ${version}`, () => {
    const plan = usePlan();
    const stateOf = (kind: string): readonly StateResource[] =>
      releasedStack(version, kind).state.deployment.resources.map(({ urn, type, inputs = {} }) => ({
        ...{ urn, type, outputs: inputs },
      }));
    const commandsOf = (state: readonly StateResource[]) =>
      state.flatMap(({ urn, type, outputs }) =>
        type === "command:local:Command" && outputs.environment !== undefined
          ? [[urn.split("::").at(-1) ?? "", outputs.environment as Readonly<Record<string, string>>] as const]
          : [],
      );
    const planned = (made: Made) =>
      plan(() => {
        make(made);
        return undefined as unknown as Resource;
      });

    for (const kind of releasedKinds(version)) {
      it(`are not updated while their stack is the same: ${kind}`, async () => {
        const state = stateOf(kind);
        const commands = commandsOf(state);
        assert.ok(commands.length > 0);
        const made = await planned({ spec: specOf(version, kind), state });
        for (const [name, before] of commands) assert.deepEqual(changes(made.get(name), before), [], name);
      });
    }

    it("are updated to today's form for another value, and where something was found", async () => {
      const state = stateOf("site");
      const spec = specOf(version, "site");
      const managementCluster = { kubeconfig: "/elsewhere", context: "other" };
      const moved = await planned({
        state,
        spec: { ...spec, connection: { ...spec.connection, managementCluster } },
      });
      const failed = await planned({ state, spec, found: [drifted("the machine has failed")] });
      for (const made of [moved, failed]) {
        const [name, before] = commandsOf(state).find(([one]) => one.endsWith("-ready")) ?? assert.fail();
        const changed = changes(made.get(name), before);
        assert.ok(changed.includes("TKG_EDGE_INPUT") && changed.includes("TKG_EDGE_CONTEXT"), changed.join());
      }
    });

    it("keep nothing of an environment in today's form", async () => {
      const spec = specOf(version, "site");
      const first = await planned({ spec, state: [] });
      const urn = `urn:pulumi:site::tkg-edge::command:local:Command::${spec.site?.name ?? ""}-ready`;
      const { inputs } = first.get(`${spec.site?.name ?? ""}-ready`);
      const state = [{ urn, type: "command:local:Command", outputs: inputs }];
      const again = (await planned({ spec, state })).get(`${spec.site?.name ?? ""}-ready`);
      assert.ok(!again.ignoreChanges.includes("environment.TKG_EDGE_INPUT"));
    });
  });
}
