/** A site on a sandbox whose changes are previewed side by side: it has several project directories, which have one stack. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { defaultClassName } from "../../../src/config/tkg-releases.js";
import { bringIn } from "../harness/changed-keys.js";
import { siteName } from "../harness/fleet-plan-rows.js";
import type { LiveApis } from "../harness/live-apis.js";
import { PlannedSiteOfFleet } from "../harness/planned-site.js";
import type { SandboxOfFile } from "../harness/sandbox-of-file.js";
import { TestStack } from "../harness/test-stack.js";
import { importMachine } from "../harness/tiny-tkr.js";
import { newer, older, succeeded } from "./tried-site.js";

/**
 * Brings up what sites share, and the site.
 * @param count project directories of the site
 */
export async function bringUpLanes(
  file: SandboxOfFile,
  apis: LiveApis,
  count: number,
): Promise<readonly PlannedSiteOfFleet[]> {
  await bringIn(file.sandbox, apis);
  const { sandbox, directory } = file;
  const shared = await TestStack.create(sandbox, directory, "shared", {
    management: { tkr: { version: newer, alsoInstalled: [older] } },
    site: undefined,
    template: { tkrVersion: newer },
  });
  succeeded(await shared.up());
  // A site that is rebuilt for the older TKr needs a template of it.
  await importMachine(sandbox, apis, `photon-3-kube-${older.replace(/-tkg\.\d$/, "")}.ova`, "older");
  await apis.govc(["vm.markastemplate", "-dc", "/dc0", "older"]);
  const overrides = {
    management: undefined,
    template: undefined,
    site: {
      tkrVersion: newer,
      className: defaultClassName,
      controlPlaneEndpoint: sandbox.endpoints[0],
      labels: { shelf: "a" },
      protect: false,
    },
  };
  const stack = await TestStack.create(sandbox, directory, siteName, overrides);
  succeeded(await stack.up());
  const lanes = [new PlannedSiteOfFleet(stack)];
  while (lanes.length < count) {
    const lane = join(directory, `lane-${lanes.length}`);
    mkdirSync(lane);
    // The state has the path of the kubeconfig, relative to the project.
    const way = join(lane, basename(sandbox.directory));
    symlinkSync(sandbox.directory, way);
    const connectionFile = join(way, basename(sandbox.connectionFile));
    lanes.push(
      new PlannedSiteOfFleet(TestStack.open(sandbox, lane, siteName, { ...overrides, connectionFile })),
    );
  }
  for (const {
    stack: { project },
  } of lanes) {
    mkdirSync(join(project, "manifests"));
    const example = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "example" } };
    writeFileSync(join(project, "manifests", "example.yaml"), JSON.stringify(example));
  }
  return lanes;
}
