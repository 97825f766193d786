import assert from "node:assert/strict";
import {
  canonicalRebuildInputs,
  rebuildDigest,
  rebuildInputs,
  rebuildReasons,
} from "../../../src/manifests/rebuild.js";
import { exampleSite } from "../example-site.js";

const inputsOf = (changes: Record<string, unknown> = {}) => {
  const { site, vcenter } = exampleSite(changes);
  return rebuildInputs(site, vcenter.server);
};

describe("what forces a rebuild", () => {
  it("keeps its digest from release to release (golden): a change here rebuilds every cluster in the field", () => {
    assert.equal(
      rebuildDigest(inputsOf()),
      "b6e9385b64d7dbedf652659e6c541d8cd022215e3b71a8e020d2ec874038a8ef",
    );
  });

  it("is not in the machine's size, the keys, the protection or the timeouts", () => {
    const same = inputsOf({
      machine: { numCPUs: 8, memoryMiB: 8192, diskGiB: 40 },
      sshAuthorizedKeys: [],
      protect: false,
      timeouts: { createSeconds: 600 },
    });
    assert.equal(rebuildDigest(same), rebuildDigest(inputsOf()));
  });

  it("omits keys that came after the first digests while they have their default", () => {
    const silent = inputsOf({ rebuild: { generation: 0 }, variables: { network: { ipv6Primary: false } } });
    assert.equal(rebuildDigest(silent), rebuildDigest(inputsOf()));
  });

  for (const [input, change, to] of [
    ["rebuild.generation", { rebuild: { generation: 1 } }, "1"],
    ["variables.apiServerPort", { variables: { apiServerPort: 8443 } }, "8443"],
  ] as const) {
    it(`is in ${input} once it is set, and in its being taken back`, () => {
      const [before, after] = [inputsOf(), inputsOf(change)];
      const set = rebuildReasons(canonicalRebuildInputs(before), after);
      assert.deepEqual(set, [{ input, from: "(not set)", to }]);
      const back = rebuildReasons(canonicalRebuildInputs(after), before);
      assert.deepEqual(back, [{ input, from: to, to: "(not set)" }]);
    });
  }

  const changes: [string, Record<string, unknown>][] = [
    ["tkrVersion", { tkrVersion: "v1.24.10+vmware.1-tiny.1-tkg.1" }],
    ["className", { className: "tkg-vsphere-default-v1.1.0" }],
    ["controlPlaneEndpoint", { controlPlaneEndpoint: "10.185.11.135" }],
    ["network.podCidrs", { network: { podCidrs: ["100.112.0.0/12"] } }],
    ["network.serviceCidrs", { network: { serviceCidrs: ["100.72.0.0/13"] } }],
  ];
  for (const [input, change] of changes) {
    it(`is in ${input}, and is reported as old -> new`, () => {
      const before = inputsOf();
      const after = inputsOf(change);
      assert.notEqual(rebuildDigest(after), rebuildDigest(before));
      assert.deepEqual(rebuildReasons(canonicalRebuildInputs(before), after), [
        { input, from: before[input], to: after[input] },
      ]);
    });
  }

  it("cannot be reported for a cluster that does not record what it was built from", () => {
    assert.equal(rebuildReasons(undefined, inputsOf()), undefined);
    assert.equal(rebuildReasons("no JSON", inputsOf()), undefined);
    assert.equal(rebuildReasons('{"v":2}', inputsOf()), undefined);
  });
});
