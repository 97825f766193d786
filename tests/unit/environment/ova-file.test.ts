import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provideOvas } from "../../../sandbox/test-data/ovas.js";
import { largestDiskGiB, ovaDiskGiB } from "../../../src/clients/ova-descriptor.js";
import { ConfigurationError } from "../../../src/config/problem.js";
import type { SiteSpec, TemplateSpec } from "../../../src/config/stack-spec.js";
import { OvaFacts } from "../../../src/environment/facts/ova.js";
import { checkedOvaDigest } from "../../../src/program/ova-notice.js";

const ova = "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova";
const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";

describe("a stack's OVA", () => {
  let directory: string;
  let template: TemplateSpec;

  before("take the sandbox's, and one with a larger disk", async () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-ova-test-"));
    await provideOvas(directory);
    const large = readFileSync(join(directory, ova), "latin1");
    assert.ok(large.includes('ovf:capacity="10"'));
    writeFileSync(
      join(directory, "large.ova"),
      large.replace('ovf:capacity="10"', 'ovf:capacity="40"'),
      "latin1",
    );
    template = { ova: join(directory, "large.ova"), tkrVersion, os: "photon" } as TemplateSpec;
  });
  after("remove them", () => {
    rmSync(directory, { recursive: true });
  });

  const site = (overrides: Partial<SiteSpec> = {}): SiteSpec =>
    ({ tkrVersion, os: "photon", machine: { diskGiB: 20 }, placement: {}, ...overrides }) as SiteSpec;
  const problemsOf = async (spec: TemplateSpec, ofSite: SiteSpec | undefined) => {
    try {
      await checkedOvaDigest(new OvaFacts(spec.ova), spec, ofSite);
    } catch (error) {
      assert.ok(error instanceof ConfigurationError);
      return error.problems.map(({ path, found, expected }) => `${path} | ${found ?? ""} | ${expected}`);
    }
    return [];
  };

  it("must not have a larger disk than the node that is cloned from it, reported with the other problems", async () => {
    const [checksum, disk, ...others] = await problemsOf({ ...template, sha256: "f".repeat(64) }, site());
    assert.match(checksum ?? "", /^tkg-edge:template\.sha256 \| "f+" \| the checksum of .*large\.ova/);
    assert.match(
      disk ?? "",
      /^tkg-edge:site\.machine\.diskGiB \| 20 \| at least 40, the disk of .*large\.ova/,
    );
    assert.deepEqual(others, []);
  });

  it("may, where the node is large enough, is cloned from another, or is not of this stack", async () => {
    assert.deepEqual(
      await problemsOf(template, site({ machine: { diskGiB: 40, memoryMiB: 1, numCPUs: 1 } })),
      [],
    );
    assert.deepEqual(await problemsOf(template, site({ os: "ubuntu" })), []);
    assert.deepEqual(await problemsOf(template, undefined), []);
    assert.deepEqual(await problemsOf({ ...template, ova: join(directory, ova) }, site()), []);
  });

  it("gives its disk's size in any of the units that tools write, and nothing where it has none", async () => {
    const descriptor = (attributes: string) =>
      `<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:o="http://schemas.dmtf.org/ovf/envelope/1">` +
      `<DiskSection><Disk ${attributes}/><Disk o:capacity="1048576"/></DiskSection></Envelope>`;
    const sizes: Readonly<Record<string, number>> = {
      'o:capacity="20" o:capacityAllocationUnits="byte * 2^30"': 20,
      'o:capacity="20480" o:capacityAllocationUnits="byte*2^20"': 20,
      'o:capacity="21474836480"': 20,
      'o:capacity="21474836480" o:capacityAllocationUnits="byte"': 20,
      'o:capacity="${size}"': 2 ** -10,
    };
    for (const [attributes, size] of Object.entries(sizes)) {
      assert.equal(await largestDiskGiB(descriptor(attributes)), size, attributes);
    }
    assert.equal(await largestDiskGiB("<Envelope/>"), undefined);
    await assert.rejects(largestDiskGiB("not a descriptor"));
    writeFileSync(join(directory, "page.ova"), "<html>");
    assert.equal(await ovaDiskGiB(join(directory, "page.ova")), undefined);
    assert.equal(await ovaDiskGiB(join(directory, "nope.ova")), undefined);
    assert.equal(await ovaDiskGiB(join(directory, ova)), 10);
  });
});
