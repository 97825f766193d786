/** Rules across the sites of a fleet. */
import assert from "node:assert/strict";
import { mergeTrees, type Tree } from "../../../src/config/tree.js";
import { defaults, FleetFolder, line } from "./fleet-folder.js";

const elsewhere = { connection: { managementCluster: { kubeconfig: "other.kubeconfig", context: "other" } } };

describe("the sites of a fleet, together", () => {
  let folder: FleetFolder;
  beforeEach(() => {
    folder = new FleetFolder();
  });
  afterEach(() => {
    folder.remove();
  });

  const at = (address: string, site: Tree = {}, entry: Tree = {}): Tree =>
    mergeTrees({ site: { controlPlaneEndpoint: address, ...site } }, entry);
  const findings = (sites: Tree, groups: Tree = {}): string[] =>
    folder.write({ "fleet.yaml": { defaults, groups, sites } }).check().findings.map(line);

  it("have nothing wrong with addresses, names and networks of their own", () => {
    assert.deepEqual(findings({ a: at("10.0.0.1"), b: at("10.0.0.2") }), []);
  });

  it("are refused with canaries of the fleet file that are none of them", () => {
    const found = (canaries: unknown) =>
      folder
        .write({ "fleet.yaml": { defaults, rollout: { canaries }, sites: { a: at("10.0.0.1") } } })
        .check()
        .findings.map(line);
    assert.deepEqual(found(["a"]), []);
    assert.match(found(["b"]).join("\n"), /^error fleet\.yaml:1:\d+.*rollout\.canaries: there is no site b;/);
    assert.match(found("ring=canary").join("\n"), /rollout\.canaries: no site has .* labels: ring=canary$/);
  });

  it("may not have one address on a management cluster", () => {
    const found = findings({ a: at("10.0.0.1"), b: at("10.0.0.2"), c: at("10.0.0.1") });
    assert.equal(found.length, 1);
    assert.match(
      found[0]!,
      /^error fleet\.yaml:1:\d+ tkg-edge:site\.controlPlaneEndpoint \[a,c\]: "10\.0\.0\.1" in a, c: /,
    );
  });

  it("may have one address on two management clusters, with a warning", () => {
    const found = findings({ a: at("10.0.0.1"), b: at("10.0.0.1", {}, elsewhere) });
    assert.equal(found.length, 1);
    assert.match(
      found[0]!,
      /^warning .*\[a,b\]: "10\.0\.0\.1" in a, b: .*unless the networks of these sites have no routes/,
    );
  });

  it("have one address where it comes from a shared connection", () => {
    const lab = { connection: { controlPlaneEndpoint: "10.0.0.9" } };
    const found = findings({ a: { groups: ["lab"] }, b: { groups: ["lab"] } }, { lab });
    assert.match(found.join("\n"), /^error .*"10\.0\.0\.9" in a, b/);
  });

  it("are on one management cluster and vCenter however their names are written", () => {
    const way = { kubeconfig: "./keys/../mgmt.kubeconfig", context: "mgmt" };
    const found = findings({
      a: at("10.0.0.1"),
      b: at("10.0.0.1", {}, { connection: { managementCluster: way } }),
    });
    assert.match(found.join("\n"), /^error .*\[a,b\]: "10\.0\.0\.1" in a, b/);
    const from = (template: string): Tree => ({ from: { template } });
    const server = (name: string): Tree => ({ connection: { vcenter: { server: name } } });
    const templates = findings({
      a: at("10.0.0.1", from("photon")),
      b: at("10.0.0.2", from("acme/tkg-edge/photon")),
      c: at("10.0.0.3", from("other"), server("VCENTER.example.com:443")),
    });
    assert.equal(templates.length, 1);
    assert.match(
      templates[0]!,
      /^warning .*photon for a, b, other for c in \/dc0 of vcenter\.example\.com: /,
    );
  });

  it("are on one management cluster by its stack as well as by its kubeconfig, also through a third site", () => {
    const from = { from: { management: "mgmt" } };
    const sites = {
      a: at("10.0.0.1"),
      b: at("10.0.0.2", from, elsewhere),
      c: at("10.0.0.3", from),
      d: at("10.0.0.1", {}, elsewhere),
    };
    assert.match(findings(sites).join("\n"), /^error .*\[a,d\]: "10\.0\.0\.1"/);
    assert.equal(folder.check().managementClusters, 1);
  });

  it("may not have an address in a pod or service network of another site", () => {
    const networks = { network: { podCidrs: ["10.5.0.0/16"], serviceCidrs: ["10.6.0.0/17"] } };
    const sites = {
      a: at("10.0.0.1", networks),
      b: at("10.5.255.255"),
      c: at("10.6.0.1", {}, elsewhere),
      d: at("10.6.128.1"),
    };
    const found = findings(sites);
    assert.equal(found.length, 2, found.join("\n"));
    assert.match(found[0]!, /^error .*\[b\]: "10\.5\.255\.255" in the pod network 10\.5\.0\.0\/16 of a: /);
    assert.match(found[1]!, /^warning .*\[c\]: "10\.6\.0\.1" in the service network 10\.6\.0\.0\/17 of a: /);
  });

  const pooled = (first: number, last: number, pool: Tree = {}): Tree => ({
    node: { nameservers: ["10.9.0.53"] },
    network: {
      addressPool: {
        addresses: [`10.9.0.${first}-10.9.0.${last}`],
        prefix: 24,
        gateway: "10.9.0.1",
        ...pool,
      },
    },
  });

  it("may not have one address in two pools of a management cluster, and are warned of it on two", () => {
    const sites = {
      a: at("10.0.0.1", pooled(10, 19)),
      b: at("10.0.0.2", pooled(19, 29)),
      c: at("10.0.0.3", pooled(30, 39)),
      d: at("10.0.0.4", pooled(35, 49), elsewhere),
    };
    const found = findings(sites);
    assert.equal(found.length, 2, found.join("\n"));
    assert.match(
      found[0]!,
      /^error .*addressPool\.addresses \[a,b\]: 10\.9\.0\.10-10\.9\.0\.29 in the address pools of a, b: /,
    );
    assert.match(
      found[1]!,
      /^warning .*\[c,d\]: 10\.9\.0\.30-10\.9\.0\.49 in the address pools of c, d: .*no routes/,
    );
  });

  it("may not make one pool in two stacks, but may use one that another stack makes", () => {
    const named = { name: "north" };
    const reference = { apiGroup: "ipam.cluster.x-k8s.io", kind: "InClusterIPPool", name: "north" };
    const using = {
      node: { nameservers: ["10.9.0.53"] },
      variables: { network: { addressesFromPools: [reference] } },
    };
    const sites = { a: at("10.0.0.1", pooled(10, 19, named)), b: at("10.0.0.2", using) };
    assert.deepEqual(findings(sites), []);
    const found = findings({ ...sites, c: at("10.0.0.3", pooled(10, 19, named)) });
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(
      found[0]!,
      /^error .*addressPool\.name \[a,c\]: InClusterIPPool default\/north in a, c: one site/,
    );
  });

  it("may not have a pool in the pod or service network of another site, and are warned of it on two", () => {
    const networks = (podCidrs: string, serviceCidrs: string): Tree => ({
      network: { podCidrs: [podCidrs], serviceCidrs: [serviceCidrs] },
    });
    const found = findings({
      a: at("10.0.0.1", pooled(10, 19)),
      b: at("10.0.0.2", networks("10.9.0.0/16", "172.20.0.0/16")),
      c: at("10.0.0.3", pooled(40, 70), elsewhere),
      d: at("10.0.0.4", networks("172.21.0.0/16", "10.9.0.64/28"), elsewhere),
    }).filter((one) => one.includes("addresses outside the pod and service networks of the other sites"));
    assert.match(
      found[0]!,
      /^error .*addressPool\.addresses \[a\]: 10\.9\.0\.10-10\.9\.0\.19, in the pod network 10\.9\.0\.0\/16 of b: /,
    );
    assert.match(
      found[1]!,
      /^warning .*\[c\]: 10\.9\.0\.40-10\.9\.0\.70, in the pod network 10\.9\.0\.0\/16 of b: /,
    );
    assert.equal(found.length, 2);
    const within = findings({
      c: at("10.0.0.3", pooled(40, 70)),
      d: at("10.0.0.4", networks("172.21.0.0/16", "10.9.0.64/28")),
    });
    assert.match(
      within.join("\n"),
      /^error .*\[c\]: 10\.9\.0\.40-10\.9\.0\.70, in the service network 10\.9\.0\.64\/28 of d: /m,
    );
  });

  it("may not have an address that the pool of another site gives", () => {
    const sites = {
      a: at("10.0.0.1", pooled(10, 19)),
      b: at("10.9.0.15"),
      c: at("10.9.0.19", {}, elsewhere),
      d: at("10.9.0.20"),
    };
    const found = findings(sites);
    assert.equal(found.length, 2, found.join("\n"));
    assert.match(found[0]!, /^error .*controlPlaneEndpoint \[b\]: "10\.9\.0\.15" in the address pool of a: /);
    assert.match(
      found[1]!,
      /^warning .*controlPlaneEndpoint \[c\]: "10\.9\.0\.19" in the address pool of a: /,
    );
  });

  it("may not have one name in a namespace of a management cluster", () => {
    const named = { name: "one" };
    const sites = {
      a: at("10.0.0.1", named),
      b: at("10.0.0.2", named),
      c: at("10.0.0.3", { ...named, namespace: "shops" }),
      d: at("10.0.0.4", named, elsewhere),
    };
    const found = findings(sites);
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0]!, /^error .*tkg-edge:site\.name \[a,b\]: "one" in namespace default for a, b: /);
  });

  const routed = (podCidrs: readonly string[], serviceCidrs = ["100.64.0.0/13"], isRouted = true): Tree => ({
    network: { podCidrs, serviceCidrs, routed: isRouted },
  });
  it("may not have overlapping pod networks where they are declared routed", () => {
    const sites = {
      a: at("10.0.0.1", routed(["10.32.0.0/11"])),
      b: at("10.0.0.2", routed(["10.48.0.0/16"])),
      c: at("10.0.0.3", routed(["10.48.3.0/24"])),
      d: at("10.0.0.4", routed(["10.64.0.0/16"])),
      e: at("10.0.0.5", routed(["10.64.0.0/16"])),
      f: at("10.0.0.6", routed(["10.80.0.0/16"])),
      g: at("10.0.0.7", routed(["10.80.0.0/16"], undefined, false)),
    };
    const found = findings(sites);
    assert.equal(found.length, 3, found.join("\n"));
    assert.match(
      found[0]!,
      /^error .*podCidrs \[b,a\]: "10\.48\.0\.0\/16" in b, in the pod network 10\.32\.0\.0\/11 of a: /,
    );
    assert.match(
      found[1]!,
      /^error .*podCidrs \[c,b\]: "10\.48\.3\.0\/24" in c, in the pod network 10\.48\.0\.0\/16 of b: /,
    );
    assert.match(found[2]!, /^error .*podCidrs \[d,e\]: "10\.64\.0\.0\/16" in d, e: /);
  });

  it("may not have a routed pod network in a service network of another, and may share service networks", () => {
    const sites = {
      a: at("10.0.0.1", routed(["10.32.0.0/16"], ["10.96.0.0/12"])),
      b: at("10.0.0.2", routed(["10.97.0.0/16"], ["10.112.0.0/16"])),
      c: at("10.0.0.3", routed(["10.33.0.0/16"], ["10.112.0.0/16"])),
    };
    const found = findings(sites);
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(
      found[0]!,
      /podCidrs \[b,a\]: "10\.97\.0\.0\/16" in b, in the service network 10\.96\.0\.0\/12 of a: /,
    );
  });

  it("of one datacenter and system are warned of with different template stacks", () => {
    const from = (template: string, site: Tree = {}) => ({ from: { template }, ...site });
    const other = { placement: { datacenter: "/dc1" } };
    const sites = {
      a: at("10.0.0.1", from("photon")),
      b: at("10.0.0.2", from("photon-new")),
      c: at("10.0.0.3", from("ubuntu", { os: "ubuntu" })),
      d: at("10.0.0.4", from("photon-dc1", other)),
    };
    const found = findings(sites).filter((text) => text.includes("site.from.template"));
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(
      found[0]!,
      /^warning .*\[a,b\]: photon for a, photon-new for b in \/dc0 of vcenter\.example\.com: /,
    );
  });

  it("are warned of groups that no site is in", () => {
    const found = findings({ a: at("10.0.0.1", {}, { groups: ["north"] }) }, { north: {}, south: {} });
    assert.deepEqual(found.length, 1);
    assert.match(
      found[0]!,
      /^warning fleet\.yaml:1:\d+ groups\.south \[\]: "south", a group that no site is in: /,
    );
  });

  it("are checked with the manifests that they list, and kustomizations are not built", () => {
    folder.write({ "after/broken.yaml": "kind: ConfigMap\n", "base/kustomization.yaml": "resources: []\n" });
    const afterReady = (...manifests: readonly string[]) => ({ afterReady: { manifests } });
    const found = findings({
      a: at("10.0.0.1", afterReady("after")),
      b: at("10.0.0.2", afterReady("base", "none")),
    });
    assert.match(found.join("\n"), /^error fleet\.yaml:1:\d+ after\/broken\.yaml.* \[a\]: /m);
    assert.match(
      found.join("\n"),
      /^error fleet\.yaml:1:\d+ tkg-edge:site\.afterReady\.manifests\[1\] \[b\]: "none": no such file/m,
    );
    assert.deepEqual(folder.check().notBuilt, ["base"]);
  });

  describe("with stack files", () => {
    const fleetFile = "fleet.yaml";
    const stack = (config: Tree) => ({
      config: { "tkg-edge:fleetFile": fleetFile, "tkg-edge:vcenterPassword": { secure: "v1:x" }, ...config },
    });
    const withStack = (config: Tree): string[] => {
      folder.write({
        "fleet.yaml": { defaults, sites: { a: at("10.0.0.1"), b: at("10.0.0.2") } },
        "Pulumi.a.yaml": stack(config),
      });
      return folder.check(["a"]).findings.map(line);
    };

    it("are checked with what these override", () => {
      assert.deepEqual(withStack({}), []);
      const overridden = withStack({ "tkg-edge:site": { controlPlaneEndpoint: "10.0.0.2" } });
      assert.match(overridden.join("\n"), /^error .*\[a,b\]: "10\.0\.0\.2" in a, b/);
      const wrong = withStack({ "tkg-edge:site": { os: "windows" } });
      assert.match(wrong.join("\n"), /^error Pulumi\.a\.yaml:1:\d+ tkg-edge:site\.os \[a\]: "windows": /);
    });
    it("lack a password only where there is a stack file without one", () => {
      const found = withStack({ "tkg-edge:vcenterPassword": undefined });
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0]!, /^error Pulumi\.a\.yaml:.*tkg-edge:vcenterPassword \[a\]: /);
    });
    it("are warned of one that belongs to no fleet, another fleet or another site", () => {
      for (const [config, expected] of [
        [
          { "tkg-edge:fleetFile": "other.yaml" },
          /^warning Pulumi\.a\.yaml \[a\]: "other\.yaml": tkg-edge:fleetFile: fleet\.yaml/,
        ],
        [{ "tkg-edge:fleetFile": undefined }, /^warning Pulumi\.a\.yaml \[a\]: no tkg-edge:fleetFile: /],
        [{ "tkg-edge:fleetSite": "b" }, /^warning Pulumi\.a\.yaml \[a\]: "fleet\.yaml", site "b": /],
      ] as const) {
        assert.match(withStack(config).join("\n"), expected);
      }
      assert.deepEqual(withStack({ "tkg-edge:fleetFile": "./fleet.yaml" }), []);
    });
  });
});
