/** What a login lacks, and an API server that does not say. */
import assert from "node:assert/strict";
import { UserError } from "../../../src/config/problem.js";
import { rightsFindings } from "../../../src/environment/judgements/rights.js";
import { checkRights } from "../../../src/environment/questions/rights.js";
import { accessesOf } from "../../../src/permissions/access.js";
import { rightsFor } from "../../../src/permissions/rights.js";
import { parseExample } from "../example-site.js";

describe("the rights that a login lacks", () => {
  const severities = (purpose: "management" | "site"): ReadonlyMap<string, string> => {
    const rights = rightsFor(purpose);
    const found = rightsFindings(rights, accessesOf(rights, "edge"), [purpose], "edge");
    return new Map(found.map(({ seen, severity }) => [seen.replace("the login may not ", ""), severity]));
  };

  it("are failures", () => {
    const site = severities("site");
    assert.equal(site.get("create secrets in namespace edge"), "failure");
    assert.equal(site.get("list clusters.cluster.x-k8s.io in the whole cluster"), "failure");
  });

  it("are warnings where they are needed in rare cases alone", () => {
    const site = severities("site");
    assert.equal(site.get("list clusterclasses.cluster.x-k8s.io in namespace edge"), "warning");
    assert.equal(site.get("get clusterclasses.cluster.x-k8s.io in namespace edge"), "failure");
    const management = severities("management");
    assert.equal(management.get("create osimages.run.tanzu.vmware.com in the whole cluster"), "warning");
    assert.equal(
      management.get("patch packages.data.packaging.carvel.dev in namespace tkg-system"),
      "warning",
    );
  });

  it("are failures where a delete hangs without them, however rare", () => {
    const site = severities("site");
    const followed = [
      "secrets",
      "calicoconfigs.cni.tanzu.vmware.com",
      "vspherecpiconfigs.cpi.tanzu.vmware.com",
    ];
    for (const kind of followed) {
      for (const verb of ["list", "watch"]) {
        assert.equal(site.get(`${verb} ${kind} in namespace edge`), "failure", kind);
      }
    }
  });
});

describe("an API server that does not report the rights of a login", () => {
  for (const words of [
    "Error from server (NotFound): the server could not find the requested resource",
    'Error from server: admission webhook "deny.example.com" denied the request\nError from server: the same again',
    "error: unable to recognize: Forbidden by the proxy",
    "kubectl printed 1 answers to 70 access reviews",
  ]) {
    it(`is no fault of the stack: ${words}`, async () => {
      const management = { refusedAccess: () => Promise.reject(new UserError(words)) };
      const found = await checkRights(management, parseExample());
      const [first = ""] = words.split("\n");
      const seen = `the management cluster does not report the rights of this login: ${first}`;
      assert.deepEqual(found, [{ severity: "skipped", seen }]);
    });
  }

  it("is distinguished from a fault of the program", async () => {
    const management = { refusedAccess: () => Promise.reject(new TypeError("no function")) };
    await assert.rejects(checkRights(management, parseExample()), TypeError);
  });
});
