/** What `tkg-edge fleet export` prints, by the operator's own CRDs. They are the vendor's, and stand beside the checkout. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../../src/cli/tkg-edge.js";
import { checkout } from "../../unit/checkout.js";
import { LiveApis } from "../harness/live-apis.js";
import type { SandboxOfFile } from "../harness/sandbox-of-file.js";
import { eventually } from "../harness/wait.js";

/** Folder of the CRDs; TKG_EDGE_OPERATOR_CRDS names another one. */
const crds = process.env.TKG_EDGE_OPERATOR_CRDS ?? join(checkout, "..", "shared", "data", "pko-crds");
const namespace = "tkg-edge";

export function exportIsAccepted(file: SandboxOfFile): void {
  it("exports objects that the operator's CRDs accept, server-side and strictly", async function () {
    this.timeout(120_000);
    if (!existsSync(crds)) this.skip();
    const apis = new LiveApis(file.sandbox);
    for (const name of readdirSync(crds)) await apis.kubectl(["create", "-f", join(crds, name)]);
    // A probe that fails is tried again.
    await eventually("Stacks that can be listed", () => apis.list("stacks.pulumi.com"));
    await apis.kubectl(["create", "namespace", namespace]);
    const objects = await exported();
    const apply = ["apply", "--server-side", "--validate=strict", "-f", "-"];
    await apis.kubectl(apply, { input: objects });
    const stacks = await apis.list("stacks.pulumi.com");
    assert.equal(stacks.filter(({ metadata }) => metadata.namespace === namespace).length, 12);
    // What was stored is all that was printed: applying it again changes nothing.
    const again = await apis.kubectl(["diff", "--server-side", "-f", "-"], { input: objects });
    assert.equal(again, "");
    await assert.rejects(
      apis.kubectl(apply, { input: objects.replace("destroyOnFinalize:", "destroyOnFinalise:") }),
      /\.spec\.destroyOnFinalise: field not declared in schema/,
    );
  });
}

async function exported(): Promise<string> {
  let out = "";
  const terminal = { out: (text: string) => void (out += text), err: () => undefined };
  const pulumi = () => assert.fail("the export runs no program");
  const options = ["--to", "pulumi-kubernetes-operator", "--image", "registry.example.com/tkg-edge:1"];
  const fleet = ["-C", join(checkout, "examples", "fleet")];
  const args = ["fleet", "export", ...options, "--backend", "s3://states", ...fleet];
  assert.equal(await run(args, { terminal, pulumi, version: "0.0.0" }), 0);
  return out;
}
