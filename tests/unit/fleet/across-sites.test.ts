/** Rules across the sites of a fleet: addresses, names, templates, groups. */
import assert from "node:assert/strict";
import type { Tree } from "../../../src/config/tree.js";
import { at, elsewhere, useCheckedSites } from "./checked-sites.js";
import { defaults, line } from "./fleet-folder.js";

describe("the sites of a fleet, together", () => {
  const { folder, findings } = useCheckedSites();

  it("have nothing wrong with addresses, names and networks of their own", () => {
    assert.deepEqual(findings({ a: at("10.0.0.1"), b: at("10.0.0.2") }), []);
  });

  it("are refused with canaries of the fleet file that are none of them", () => {
    const found = (canaries: unknown) =>
      folder()
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
    assert.equal(folder().check().managementClusters, 1);
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
    folder().write({
      "after/broken.yaml": "kind: ConfigMap\n",
      "base/kustomization.yaml": "resources: []\n",
    });
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
    assert.deepEqual(folder().check().notBuilt, ["base"]);
  });
});
