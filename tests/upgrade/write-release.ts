/**
 * Writes a release's folder: its program, and what it leaves on a sandbox for each kind of stack. Run by
 * scripts/release-fixture.js.
 */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { startSandbox } from "../../sandbox/sandbox.js";
import { discard, ownDirectory, sandboxDirectory } from "../engine/harness/leftovers.js";
import { LiveApis, type KubernetesObject } from "../engine/harness/live-apis.js";
import { checkout } from "../engine/harness/project.js";
import { merge, type Tree } from "../engine/harness/stack-settings.js";
import { TestStack, type Outcome } from "../engine/harness/test-stack.js";
import { normalise } from "./normalise.js";
import { packProgram } from "./program-archive.js";
import {
  programFile,
  releasedProgram,
  releasesFolder,
  type ReleasedStack,
  type StateResource,
} from "./releases.js";
import { dev, management, siteKinds, template, type Scene, type StackKind } from "./stack-kinds.js";

/**
 * @param version such as "0.2.0"
 * @param program a checkout of that release, built
 * @param onProgress gets one line a step
 */
export async function writeRelease(
  version: string,
  program: string,
  onProgress: (line: string) => void,
): Promise<void> {
  const folder = join(releasesFolder, version);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, programFile), await packProgram(program));
  onProgress(`packed the program of ${version}`);
  const directory = ownDirectory();
  try {
    const sandbox = await startSandbox({ directory: sandboxDirectory(directory), profile: "full" });
    const scene: Scene = { sandbox, apis: new LiveApis(sandbox), directory };
    const packed = await releasedProgram(version, directory);
    const bringUp = async (kind: StackKind): Promise<TestStack> => {
      await kind.prepare?.(scene);
      const stack = await TestStack.create(sandbox, directory, kind.name, kind.settings(scene), packed);
      succeeded(await stack.up());
      // What controllers add follows within the next moments, and a second run writes what it finds.
      succeeded(await stack.up({ args: ["--expect-no-changes"] }));
      const left = JSON.stringify(await released(scene, stack), undefined, 1);
      const text = normalise(left, {
        directories: {
          "/project": stack.project,
          "/sandbox": sandbox.directory,
          "/checkout": checkout,
          "/program": packed,
        },
        block: sandbox.block,
        thumbprint: sandbox.vcenter.thumbprint,
      });
      writeFileSync(join(folder, `${kind.name}.json.gz`), gzipSync(text, { level: 9 }));
      onProgress(`wrote a stack of the kind ${kind.name}`);
      return stack;
    };
    const shared = [await bringUp(management), await bringUp(template)];
    for (const kind of siteKinds) await takeDown(await bringUp(kind));
    for (const stack of shared.reverse()) await takeDown(stack);
    await takeDown(await bringUp(dev));
  } finally {
    await discard(directory);
  }
}

async function takeDown(stack: TestStack): Promise<void> {
  stack.configure({ site: { protect: false } });
  succeeded(await stack.destroy());
}

function succeeded({ exitCode, all }: Outcome): void {
  assert.equal(exitCode, 0, all);
}

async function released({ sandbox, apis }: Scene, stack: TestStack): Promise<ReleasedStack> {
  const state = JSON.parse(stack.state()) as ReleasedStack["state"];
  const connection = JSON.parse(readFileSync(sandbox.connectionFile, "utf8")) as Tree;
  const own = Object.fromEntries(
    Object.entries(stack.saved.config).map(([key, value]) => [key.replace("tkg-edge:", ""), value]),
  );
  const { connectionFile: _, vcenterPassword: __, ...settings } = own;
  const objects = state.deployment.resources.flatMap((resource) => objectOf(resource) ?? []);
  const live = await Promise.all(objects.map((object) => metadataOf(apis, object)));
  return { settings: merge({ connection }, settings), state, objects: live };
}

/** Of a resource that is a Kubernetes object, what names it. */
function objectOf({ type, outputs }: StateResource): KubernetesObject | undefined {
  return /^kubernetes:.*\//.test(type) ? (outputs as KubernetesObject | undefined) : undefined;
}

async function metadataOf(apis: LiveApis, { apiVersion, kind, metadata }: KubernetesObject): Promise<Tree> {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const resource = group === "" ? kind : `${kind}.${version ?? ""}.${group ?? ""}`;
  const where = metadata.namespace === undefined ? [] : ["--namespace", metadata.namespace];
  const args = ["get", resource, metadata.name, ...where, "--show-managed-fields", "--output", "json"];
  const live = JSON.parse(await apis.kubectl(args)) as KubernetesObject;
  return { apiVersion, kind, metadata: live.metadata };
}
