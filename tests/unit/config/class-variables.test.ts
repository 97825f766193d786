import assert from "node:assert/strict";
import fc from "fast-check";
import { overlap } from "../../../src/config/network-fields.js";
import { liveSite } from "../../../src/config/object-spec/live-site.js";
import { ConfigurationError } from "../../../src/config/problem.js";
import { warnings } from "../../../src/config/warnings.js";
import { cluster } from "../../../src/manifests/cluster.js";
import { exampleSite, pageStack, parseExample } from "../example-site.js";

/** Every variable of the class that TKG 2.2.0 ships. */
const ofTheClass = [
  ...[
    "vcenter",
    "controlPlane",
    "worker",
    "nodePoolLabels",
    "vipNetworkInterface",
    "cni",
    "controlPlaneTaint",
  ],
  ...["apiServerEndpoint", "apiServerPort", "aviAPIServerHAProvider", "kubeVipLoadBalancerProvider"],
  ...["auditLogging", "imageRepository", "trust", "additionalImageRegistries", "proxy", "user", "ntpServers"],
  ...[
    "network",
    "additionalFQDN",
    "TKR_DATA",
    "etcdExtraArgs",
    "apiServerExtraArgs",
    "kubeSchedulerExtraArgs",
  ],
  ...["kubeControllerManagerExtraArgs", "controlPlaneKubeletExtraArgs", "workerKubeletExtraArgs"],
  ...["tlsCipherSuites", "identityRef", "controlPlaneCertificateRotation", "customTDNFRepository", "pci"],
  ...["VSPHERE_WINDOWS_TEMPLATE", "podSecurityStandard", "eventRateLimitConf"],
];

const withSite = (changes: Record<string, unknown>) =>
  parseExample({ site: { ...pageStack.site, ...changes } });

describe("the variables of the ClusterClass", () => {
  it("are 35, and each has a key of its own or a reason to have none", () => {
    assert.equal(ofTheClass.length, 35);
    const extraVariables = Object.fromEntries(ofTheClass.map((name) => [name, {}]));
    assert.throws(
      () => withSite({ extraVariables }),
      (error) => {
        assert.ok(error instanceof ConfigurationError);
        const named = error.problems.map(({ path }) => path.replace("tkg-edge:site.extraVariables.", ""));
        assert.deepEqual(named.toSorted(), ofTheClass.toSorted());
        return true;
      },
    );
  });

  it("that are not known are sent as they are, with a warning", () => {
    const spec = withSite({ extraVariables: { security: { systemCryptoPolicy: "fips" } } });
    assert.deepEqual(spec.site?.extraVariables, { security: { systemCryptoPolicy: "fips" } });
    assert.deepEqual(warnings(spec), ["site.extraVariables is sent unchecked: security"]);
  });

  it("that hold a password are warned of, without the password", () => {
    const url = "http://user:s3cr3t-Marker@proxy.example.com:3128";
    const spec = withSite({
      variables: { proxy: { httpProxy: url, httpsProxy: "http://proxy.example.com" } },
    });
    const [warning = "", ...others] = warnings(spec);
    assert.match(warning, /^site\.variables\.proxy\.httpProxy holds a password/);
    assert.doesNotMatch(warning, /s3cr3t-Marker/);
    assert.deepEqual(others, []);
  });
});

describe("the variables of later classes", () => {
  const security = {
    fileIntegrityMonitoring: { enabled: true },
    imagePolicy: {
      pullAlways: true,
      webhook: { enabled: true, spec: { allowTTL: 50, defaultAllow: false } },
    },
    kubeletOptions: { eventQPS: 5, streamConnectionIdleTimeout: "4h0m0s" },
    systemCryptoPolicy: "default",
  };
  const changes = {
    tkrVersion: "v1.28.9+vmware.1-tiny.1-tkg.2",
    variables: { security, controlPlaneZoneMatchingLabels: { region: "north" } },
    node: { mtu: 9000 },
  };
  for (const className of ["tkg-vsphere-default-v1.1.0", "tkg-vsphere-default-v1.2.0", "copy-of-a-class"]) {
    it(`are sent to ${className} as they are`, () => {
      const { site, vcenter } = exampleSite({ ...changes, className });
      const sent = new Map(
        cluster(site, vcenter).spec.topology.variables.map(({ name, value }) => [name, value]),
      );
      assert.deepEqual(sent.get("security"), security);
      assert.deepEqual(sent.get("controlPlaneZoneMatchingLabels"), { region: "north" });
      assert.deepEqual((sent.get("controlPlane") as { network: unknown }).network, { mtu: 9000 });
    });
  }

  it("are taken from a Cluster back to the keys that it was made of, also to those of release 0.1.0", () => {
    const earlier = { extraVariables: { security, other: 1 }, className: "tkg-vsphere-default-v1.1.0" };
    for (const set of [{ ...changes, className: "tkg-vsphere-default-v1.2.0" }, earlier]) {
      const { site, vcenter } = exampleSite(set);
      const read = liveSite(cluster(site, vcenter), new Map()).site;
      assert.deepEqual(read.extraVariables ?? {}, site.extraVariables);
      assert.deepEqual(read.variables ?? {}, site.variables);
    }
  });

  it("that only the class's own defaults set are none of the site's", () => {
    const { site, vcenter } = exampleSite({ className: "tkg-vsphere-default-v1.1.0" });
    const made = cluster(site, vcenter);
    const { topology } = made.spec;
    const defaulted = topology.variables.map(({ name, value }) =>
      name === "controlPlane"
        ? { name, value: { ...(value as object), network: { mtu: 0 } } }
        : { name, value },
    );
    const variables = [...defaulted, { name: "security", value: security }];
    const read = liveSite(
      { ...made, spec: { ...made.spec, topology: { ...topology, variables } } },
      new Map(),
    ).site;
    assert.deepEqual([read.variables, read.extraVariables, read.node], [undefined, undefined, undefined]);
  });
});

describe("blocks of addresses", () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const block = fc
    .tuple(octet, octet, octet, octet, fc.integer({ min: 1, max: 32 }))
    .map(([a, b, c, d, prefix]) => `${a}.${b}.${c}.${d}/${prefix}`);
  const bits = (cidr: string) => {
    const [address = "", prefix = "32"] = cidr.split("/");
    const all = address.split(".").map((step) => Number(step).toString(2).padStart(8, "0"));
    return all.join("").slice(0, Number(prefix));
  };

  it("overlap exactly when one's prefix begins the other's", () => {
    fc.assert(
      fc.property(block, block, (one, other) => {
        const [a, b] = [bits(one), bits(other)];
        assert.equal(overlap(one, other), a.startsWith(b) || b.startsWith(a));
        assert.equal(overlap(one, other), overlap(other, one));
      }),
    );
  });

  it("overlap with every block that is cut out of them", () => {
    fc.assert(
      fc.property(block, fc.integer({ min: 0, max: 31 }), (one, more) => {
        const [address = "", prefix = ""] = one.split("/");
        assert.ok(overlap(one, `${address}/${Math.min(32, Number(prefix) + more)}`));
      }),
    );
  });
});
