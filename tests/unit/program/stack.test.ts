/** A stack that was read has, with each section, what the section is reached by. */
import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import { stackOf } from "../../../src/program/stack.js";
import { parseExample } from "../example-site.js";

describe("a stack that was read", () => {
  const vcenterPassword = output("Passw0rd-of-the-test");

  it("has what each of its sections is reached by, and no section more", () => {
    const spec = parseExample();
    const { management, template, site } = stackOf(spec, { vcenterPassword });
    const { managementCluster, vcenter } = spec.connection;
    assert.deepEqual(management?.managementCluster, managementCluster);
    assert.deepEqual([template?.vcenter, template?.vcenterPassword], [vcenter, vcenterPassword]);
    assert.deepEqual([site?.vcenter, site?.managementCluster], [vcenter, managementCluster]);
    const { site: _, ...without } = spec;
    assert.equal(stackOf(without, { vcenterPassword }).site, undefined);
  });

  it("is never a stack whose parser let something be missing", () => {
    assert.throws(() => stackOf(parseExample(), {}), /without vcenterPassword/);
  });
});
