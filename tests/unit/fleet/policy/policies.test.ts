/** Policies of a fleet: each rule, the file that sets them, and the command. */
import assert from "node:assert/strict";
import { readFleetFile } from "../../../../src/config/fleet/fleet-file.js";
import { checkFleet } from "../../../../src/fleet/check-fleet.js";
import { readPolicyFile } from "../../../../src/fleet/policy/policy-file.js";
import { useEdgeCommand } from "../../cli/edge-command.js";
import { defaults, FleetFolder, line } from "../fleet-folder.js";

const rsa = `ssh-rsa ${Buffer.from("\0\0\0\x07ssh-rsa\0\0\0\x01\x03", "latin1").toString("base64")} a@b`;

describe("the policies of a fleet", () => {
  let folder: FleetFolder;
  beforeEach(() => {
    folder = new FleetFolder();
  });
  afterEach(() => {
    folder.remove();
  });

  /** What policies find in one site with these keys. */
  function findings(policies: unknown, site: object, connection: object = {}): string[] {
    const { vcenter, ...others } = defaults.connection;
    folder.write({
      "fleet.yaml": {
        defaults: { ...defaults, connection: { ...others, vcenter: { ...vcenter, ...connection } } },
        sites: { one: { site: { controlPlaneEndpoint: "10.0.0.1", ...site } } },
      },
      "policy.yaml": { policies },
    });
    const { directory } = folder;
    const { findings: found } = checkFleet(readFleetFile("fleet.yaml", directory), {
      directory,
      stackFile: () => undefined,
      outputsOf: () => undefined,
      policies: readPolicyFile("policy.yaml", directory),
    });
    return found
      .filter(({ rule }) => rule === "policy")
      .map((one) => line(one).replace(/ fleet\.yaml:\d+:\d+/, ""));
  }

  const by = (policy: string) => `, by the policy ${policy} of policy.yaml`;
  const cases: readonly [what: string, policies: object, kept: object, violated: object, expected: string][] =
    [
      [
        "a site without protection",
        { protection: {} },
        {},
        { protect: false },
        `error tkg-edge:site.protect [one]: false: true${by("protection")}`,
      ],
      [
        "an image repository that is not allowed",
        { registries: { allowed: ["projects.registry.vmware.com", "registry.example.com/tkg"] } },
        { imageRepository: "registry.example.com/tkg/x" },
        { imageRepository: "registry.example.com/tkgx" },
        `error tkg-edge:site.imageRepository [one]: "registry.example.com/tkgx": one of projects.registry.vmware.com, registry.example.com/tkg${by("registries")}`,
      ],
      [
        "another class",
        { classNames: { allowed: ["tkg-vsphere-default-v1.0.*"] } },
        { className: "tkg-vsphere-default-v1.0.0" },
        { className: "tkg-vsphere-default-v1x0.0" },
        `error tkg-edge:site.className [one]: "tkg-vsphere-default-v1x0.0": one of tkg-vsphere-default-v1.0.*${by("classNames")}`,
      ],
      [
        "a machine that is too large, as a warning",
        { machine: { enforcement: "advisory", numCPUs: { min: 2, max: 4 } } },
        { machine: { numCPUs: 4 } },
        { machine: { numCPUs: 8 } },
        `warning tkg-edge:site.machine.numCPUs [one]: 8: at least 2 and at most 4${by("machine")}`,
      ],
      [
        "a name of another form, of which a part would do",
        { names: { pattern: "shop-\\d|one" } },
        {},
        { name: "shop-12" },
        `error tkg-edge:site.name [one]: "shop-12": a name of the form shop-\\d|one${by("names")}`,
      ],
      [
        "a key of another type, without the key",
        { sshKeyTypes: { allowed: ["ssh-ed25519"] } },
        { sshAuthorizedKeys: [] },
        { sshAuthorizedKeys: [rsa] },
        `error tkg-edge:site.sshAuthorizedKeys[0] [one]: a key of type "ssh-rsa": a key of type ssh-ed25519${by("sshKeyTypes")}`,
      ],
      [
        "a missing label",
        { labels: { required: { owner: null } } },
        { labels: { owner: "retail" } },
        {},
        `error tkg-edge:site.labels.owner [one]: : a label with this name${by("labels")}`,
      ],
      [
        "a label of another form",
        { labels: { required: { region: "north|south" } } },
        { labels: { region: "south" } },
        { labels: { region: "southern" } },
        `error tkg-edge:site.labels.region [one]: "southern": a label of the form north|south${by("labels")}`,
      ],
    ];
  for (const [what, policies, kept, violated, expected] of cases) {
    it(`refuse ${what}`, () => {
      assert.deepEqual(findings(policies, kept), []);
      assert.deepEqual(findings(policies, violated), [expected]);
    });
  }

  it("refuse a vCenter that is not verified", () => {
    const policies = { verifiedVcenter: {} };
    assert.deepEqual(findings(policies, {}), []);
    const [found = "", ...others] = findings(policies, {}, { insecure: true });
    assert.deepEqual(others, []);
    assert.match(
      found,
      /^error tkg-edge:connection\.vcenter\.insecure \[one\]: true: a thumbprint or a caFile/,
    );
  });

  it("hold for the sites that they select by the labels of the Cluster", () => {
    const policies = { protection: { sites: "tier=production,region!=lab" } };
    const violated = (labels: object) =>
      findings(policies, { protect: false, labels }).filter((one) => one.includes("site.protect"));
    assert.deepEqual(violated({ tier: "test" }), []);
    assert.deepEqual(violated({ tier: "production", region: "lab" }), []);
    assert.equal(violated({ tier: "production" }).length, 1);
  });

  it("report a value that is not known offline as not checked", () => {
    const [found = "", ...others] = findings({ classNames: { allowed: ["a"] } }, {});
    assert.deepEqual(others, []);
    assert.match(
      found,
      /^warning tkg-edge:site\.className \[one\]: : the policy classNames of policy\.yaml was not checked/,
    );
  });

  it("report one that holds for no site, since its labels may be misspelt", () => {
    const policies = { protection: { sites: "teir=production" } };
    assert.deepEqual(findings(policies, { labels: { tier: "production" } }), [
      "warning  []: : the policy protection of policy.yaml holds for no site: none has the labels teir=production in site.labels",
    ]);
  });

  it("stop a pattern that does not come to an end", () => {
    const policies = { names: { pattern: "(a+)+b" } };
    assert.throws(() => findings(policies, { name: "a".repeat(42) }), /policies\.names[\s\S]*takes too long/);
  }).slow(10_000);

  const wrong: readonly [what: string, text: string, expected: readonly RegExp[]][] = [
    ["no mapping", "- a\n", [/policy\.yaml\n +read: +no mapping/]],
    ["no policies", "rules: {}\n", [/policy\.yaml:1:8 rules/, /no key `policies`/]],
    ["an unknown policy", "policies: {protecton: {}}\n", [/did you mean "protection"\?/]],
    [
      "a pattern that is none",
      "policies: {names: {pattern: '('}}\n",
      [/policy\.yaml:1:29 policies\.names\.pattern/],
    ],
    ["no bound", "policies: {machine: {numCPUs: {}}}\n", [/`min`, `max` or both/]],
    ["bounds that leave nothing", "policies: {machine: {numCPUs: {min: 4, max: 2}}}\n", [/not above `max`/]],
    [
      "what is no selector",
      "policies: {protection: {sites: 'a,,b'}}\n",
      [/policies\.protection\.sites/, /tier=production/],
    ],
    ["no policies at all", "policies: {}\n", [/policy\.yaml:1:11 policies\n +read: +no policy/]],
    [
      "policies that would check nothing",
      "policies: {machine: {}, labels: {required: {}}}\n",
      [/^2 problems/, /at least one of `numCPUs`/, /at least one label/],
    ],
    [
      "a selector and a pattern that are wrong, at once",
      "policies: {protection: {sites: 'a b'}, labels: {required: {a: '['}}}\n",
      [
        /^2 problems/,
        /protection\.sites\n +read: +"a b"/,
        /for the whole value \(unterminated character class\)/,
      ],
    ],
    [
      "several faults at once",
      "policies: {names: {}, registries: {allowed: []}, protection: {enforcement: strict}}\n",
      [/^3 problems in policy\.yaml/, /names\.pattern/, /registries\.allowed/, /"mandatory"/],
    ],
  ];
  for (const [what, text, expected] of wrong) {
    it(`are refused as a file with ${what}`, () => {
      folder.write({ "policy.yaml": text });
      assert.throws(
        () => readPolicyFile("policy.yaml", folder.directory),
        ({ message }: Error) => {
          for (const part of expected) assert.match(message, part);
          return true;
        },
      );
    });
  }
});

describe("tkg-edge fleet validate --policy", () => {
  const command = useEdgeCommand();
  const write = (files: Readonly<Record<string, unknown>>) => {
    const folder = Object.assign(new FleetFolder(), { directory: command.directory });
    folder.write(files);
  };

  it("is done with 1 for a violation, and with 0 for an advisory one", async () => {
    const site = { site: { controlPlaneEndpoint: "10.0.0.1", protect: false } };
    write({ "fleet.yaml": { defaults, sites: { one: site } }, "a.yaml": { policies: { protection: {} } } });
    const refused = await command.edge("fleet", "validate", "--policy", "a.yaml");
    assert.equal(refused.code, 1, refused.out);
    assert.match(
      refused.out,
      /tkg-edge:site\.protect \(site one\)\n +read: +false\n +expected: true, by the policy/,
    );
    write({ "b.yaml": { policies: { protection: { enforcement: "advisory" } } } });
    const warned = await command.edge("fleet", "validate", "--policy", "b.yaml");
    assert.equal(warned.code, 0, warned.out);
    assert.match(warned.out, /^warning: .*tkg-edge:site\.protect/m);
  });

  it("checks nothing by a file that is wrong or missing", async () => {
    write({ "fleet.yaml": { defaults, sites: {} } });
    const { code, out, err } = await command.edge("fleet", "validate", "--policy", "none.yaml");
    assert.equal(code, 1);
    assert.equal(out, "");
    assert.match(err, /none\.yaml/);
  });
});
