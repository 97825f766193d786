import assert from "node:assert/strict";
import { ConfigurationError } from "../../../src/config/problem.js";
import { pageStack, parseExample } from "../example-site.js";

/** The problems of the example with some keys changed, as `path: expected`. */
function problemsOf(changes: Parameters<typeof parseExample>[0]): string[] {
  try {
    parseExample(changes);
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error.problems.map(({ path, expected }) => `${path}: ${expected}`);
  }
  return [];
}

const withSite = (changes: Record<string, unknown>) => ({ site: { ...pageStack.site, ...changes } });
const withVcenter = (changes: Record<string, unknown>) => ({
  connection: { ...pageStack.connection, vcenter: { ...pageStack.connection.vcenter, ...changes } },
});

describe("the configuration of a stack", () => {
  it("is taken with its defaults", () => {
    const { site, template, management } = parseExample();
    assert.ok(site && template && management);
    assert.equal(site.tkrVersion, "v1.25.7+vmware.1-tiny.2-tkg.1", "the site takes the TKr of its own stack");
    assert.equal(site.protect, true);
    assert.equal(template.name, "photon-3-kube-v1.25.7+vmware.1-tiny.2");
    assert.equal(management.bundle, "projects.registry.vmware.com/tkg/tkr-repository-vsphere-edge");
    assert.equal(management.clusterClass.resolveTkr, "guard");
  });

  it("reports every problem at once, with what was read", () => {
    try {
      parseExample({
        ...withSite({
          name: "Workload",
          machine: { numCPUs: "4", memoryMiB: 1024, diskGiB: 20, diskGB: 30 },
          placement: { ...pageStack.site.placement, folder: "dc0/vm" },
        }),
        ...withVcenter({ thumbprint: Array(32).fill("AB").join(":") }),
      });
      assert.fail("nothing was reported");
    } catch (error) {
      assert.ok(error instanceof ConfigurationError, String(error));
      const paths = error.problems.map(({ path }) => path);
      assert.deepEqual(paths.toSorted(), [
        "tkg-edge:connection.vcenter.thumbprint",
        "tkg-edge:site.machine.diskGB",
        "tkg-edge:site.machine.memoryMiB",
        "tkg-edge:site.machine.numCPUs",
        "tkg-edge:site.name",
        "tkg-edge:site.placement.folder",
      ]);
      assert.match(error.message, /6 problems in the configuration of stack test; nothing was changed/);
      assert.match(error.message, /read: +"4"\n +expected: a whole number of at least 2/);
      assert.match(error.message, /this is a SHA-256 one/);
    }
  });

  const cases: [string, Parameters<typeof parseExample>[0], RegExp][] = [
    ["no connection", { connection: undefined }, /^tkg-edge:connection: .*nothing is taken from KUBECONFIG/],
    [
      "no section at all",
      { management: undefined, template: undefined, site: undefined },
      /at least one of the sections/,
    ],
    ["no password", { secretsSet: new Set() }, /^tkg-edge:vcenterPassword: .*pulumi config set --secret/],
    [
      "no vCenter for a site",
      { connection: { managementCluster: pageStack.connection.managementCluster } },
      /^tkg-edge:connection.vcenter: .*tkg-edge:template needs/,
    ],
    [
      "neither thumbprint nor CA",
      withVcenter({ thumbprint: undefined }),
      /^tkg-edge:connection.vcenter: a thumbprint or a caFile .*insecure: true/,
    ],
    [
      "a registry user without a password",
      {
        connection: {
          ...pageStack.connection,
          registry: { host: "registry.example.com/tkg", username: "u" },
        },
      },
      /^tkg-edge:registryPassword: /,
    ],
    [
      "a TKr that is not tiny",
      { management: { tkr: { version: "v1.25.7+vmware.2-tkg.1" } } },
      /the version of a tiny TKr/,
    ],
    ["a site TKr without -tkg.N", withSite({ tkrVersion: "v1.25.7+vmware.1-tiny.2" }), /ending in -tkg\.N/],
    [
      "an endpoint inside the pod network",
      withSite({ controlPlaneEndpoint: "100.96.0.10" }),
      /^tkg-edge:site.controlPlaneEndpoint: an address outside the cluster's pod network 100\.96\.0\.0\/11/,
    ],
    [
      "overlapping networks",
      withSite({ network: { podCidrs: ["100.64.0.0/10"] } }),
      /^tkg-edge:site.network.serviceCidrs\[0\]: a block that does not overlap the pod network/,
    ],
    [
      "a datacenter that no other path is in",
      withSite({ placement: { ...pageStack.site.placement, datacenter: "/dc1" } }),
      /^tkg-edge:site\.placement\.datacenter: the datacenter that the other paths are in, "\/dc0"/,
    ],
    ["a template of another system", withSite({ os: "ubuntu" }), /^tkg-edge:template.os: .*"ubuntu"/],
    [
      "a CA that is no certificate",
      withSite({ trustedCa: { imageRepository: "AAAA" } }),
      /PEM certificate in base64/,
    ],
    [
      "two keys in one text",
      withSite({ sshAuthorizedKeys: ["ssh-rsa AAAA\nssh-rsa BBBB"] }),
      /one authorised public SSH key/,
    ],
    [
      "a misspelt section key",
      withSite({ protected: true }),
      /^tkg-edge:site.protected: one of the documented keys/,
    ],
    [
      "an absent connection file",
      { connectionFile: "none.yaml" },
      /^tkg-edge:connectionFile: a JSON or YAML file/,
    ],
    [
      "a sandbox that is not there",
      { connectionFile: ".sandbox/connection.json" },
      /^tkg-edge:connectionFile: the sandbox is not running: make sandbox-up/,
    ],
  ];
  for (const [what, changes, expected] of cases) {
    it(`refuses ${what}`, () => {
      const problems = problemsOf(changes);
      assert.ok(
        problems.some((problem) => expected.test(problem)),
        `expected ${String(expected)} among:\n${problems.join("\n")}`,
      );
    });
  }

  it("never repeats a secret in a section", () => {
    const text = problemsOf(withVcenter({ password: "s3cr3t-marker" })).join("\n");
    assert.match(text, /connection\.vcenter\.password: /);
    assert.doesNotMatch(text, /s3cr3t-marker/);
  });
});
