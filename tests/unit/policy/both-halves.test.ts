/** Every policy has the same verdict offline and by the resources of the same site. */
import assert from "node:assert/strict";
import type { VcenterConnection } from "../../../src/config/connection.js";
import { checkStack } from "../../../src/config/parse-stack.js";
import type { RawStack } from "../../../src/config/stack-spec.js";
import { governedSite } from "../../../src/fleet/policy/governed-site.js";
import { policiesSchema } from "../../../src/fleet/policy/policy-fields.js";
import { policyFindings } from "../../../src/fleet/policy/policy-findings.js";
import { password, usePlannedSite } from "../components/planned-site.js";
import { pageStack } from "../example-site.js";
import { policyFile, reported } from "./judged.js";

const rsa = `ssh-rsa ${Buffer.from("\0\0\0\x07ssh-rsa\0\0\0\x01\x03", "latin1").toString("base64")} a@b`;
const { thumbprint, ...unverified } = pageStack.connection.vcenter;

/** Every policy. */
const policies = {
  protection: { sites: "tier=production,region!=lab" },
  verifiedVcenter: {},
  registries: { allowed: ["registry.example.com:5000/tkg"] },
  tkrVersions: { allowed: ["v1.25.*-tiny.2-tkg.*"] },
  classNames: { allowed: ["tkg-vsphere-default-v1.0.*"] },
  machine: {
    enforcement: "advisory",
    ...{ numCPUs: { max: 4 }, memoryMiB: { min: 8192, max: 16384 }, diskGiB: { max: 40 } },
  },
  names: { pattern: "shop-\\d+" },
  sshKeyTypes: { allowed: ["ssh-ed25519"] },
  labels: { required: { owner: null, region: "north|south|lab" } },
};

/** A site that keeps each of them, and one that violates each. */
const kept = {
  name: "shop-0042",
  protect: true,
  className: "tkg-vsphere-default-v1.0.0",
  imageRepository: "registry.example.com:5000/tkg/edge",
  machine: { numCPUs: 4, memoryMiB: 8192, diskGiB: 40 },
  labels: { tier: "production", owner: "retail", region: "south" },
  sshAuthorizedKeys: [],
};
const violating = {
  name: "store-0042",
  protect: false,
  className: "tkg-vsphere-default-v1.1.0",
  tkrVersion: "v1.24.10+vmware.1-tiny.1-tkg.1",
  imageRepository: "registry.example.com:5000/other",
  machine: { numCPUs: 8, memoryMiB: 4096, diskGiB: 80 },
  labels: { tier: "production", region: "southern" },
  sshAuthorizedKeys: [rsa],
};
const counts: Readonly<Record<string, number>> = { machine: 3, labels: 2 };

describe("a policy offline and in the policy pack", () => {
  const planned = usePlannedSite();

  /** `POLICY LEVEL PATH is FOUND; expected: EXPECTED` of what is found offline, and by the resources of the same site. */
  async function verdicts(changes: object, vcenter: object) {
    const { management, template: _, ...stack } = pageStack;
    const site = { tkrVersion: management.tkr.version, ...stack.site, ...changes };
    const connection = { ...stack.connection, vcenter };
    // As a stack file has it.
    const raw = { site, connection, secretsSet: new Set(["vcenterPassword"]) } as unknown as RawStack;
    const { draft, problems } = checkStack(raw, "/nowhere", "test", "up");
    assert.deepEqual(problems, []);
    const governed = governedSite(draft) ?? assert.fail("no site");
    const offline = policyFindings(policyFile(policies), governed, "one", () => undefined).map(
      ({ severity, path, found = "not set", expected = "" }) => {
        const [, value = "", policy = ""] = /^(.*), by the policy (\w+) of/.exec(expected) ?? [];
        return `${policy} ${severity === "error" ? "mandatory" : "advisory"} ${path} is ${found}; expected: ${value}`;
      },
    );
    // Without problems it is whole.
    const checked = draft.connection.vcenter as VcenterConnection;
    const { resources } = await planned({ site, vcenter: checked });
    const atUp = reported(policies, resources).map((text) =>
      text.replace(/^(\w+) (\w+): (.*) \(policy\.yaml\)$/, "$2 $1 $3"),
    );
    return { offline: offline.sort(), atUp: atUp.sort(), resources };
  }

  it("has no violation by a site that keeps it", async () => {
    const { offline, atUp } = await verdicts(kept, { ...unverified, thumbprint });
    assert.deepEqual(offline, []);
    assert.deepEqual(atUp, []);
  });

  describe("that a site violates", () => {
    let found: Awaited<ReturnType<typeof verdicts>>;
    before(async () => {
      found = await verdicts(violating, { ...unverified, insecure: true });
    });

    for (const policy of Object.keys(policiesSchema.shape)) {
      it(`has the same violations: ${policy}`, () => {
        const of = (texts: readonly string[]) => texts.filter((text) => text.startsWith(`${policy} `));
        assert.equal(of(found.offline).length, counts[policy] ?? 1, found.offline.join("\n"));
        assert.deepEqual(of(found.atUp), of(found.offline));
      });
    }

    it("has no others, and prints no secret and no key", () => {
      assert.deepEqual(found.atUp, found.offline);
      assert.ok(JSON.stringify(found.resources).includes(password), "no resource has the password");
      const texts = found.atUp.join("\n");
      for (const secret of [password, rsa.split(" ")[1] ?? ""]) assert.ok(!texts.includes(secret));
    });
  });

  it("does not hold for a site that it does not select", async () => {
    const labels = { ...kept.labels, region: "lab" };
    const { offline, atUp } = await verdicts(
      { ...kept, protect: false, labels },
      { ...unverified, thumbprint },
    );
    assert.deepEqual([offline, atUp], [[], []]);
  });
});
