/** Rules across the sites of a fleet: address pools, and networks that are routed. */
import assert from "node:assert/strict";
import type { Tree } from "../../../src/config/tree.js";
import { at, elsewhere, useCheckedSites } from "./checked-sites.js";

describe("the networks of a fleet's sites, together", () => {
  const { findings } = useCheckedSites();

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
});
