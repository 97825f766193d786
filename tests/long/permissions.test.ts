/**
 * Every right of a management and a site stack taken away alone: preflight names it, and no other; nothing where a wider right of
 * the same login, such as that of a site with an address pool, contains it. That each of them is used is
 * shown by tests/engine/permissions.test.ts.
 */
import assert from "node:assert/strict";
import { ManagementCluster } from "../../src/clients/management-cluster.js";
import { rightsFindings } from "../../src/environment/judgements/rights.js";
import { accessesOf, textOf } from "../../src/permissions/access.js";
import { rightsFor } from "../../src/permissions/rights.js";
import { LiveApis } from "../engine/harness/live-apis.js";
import { loginWithout } from "../engine/harness/logins.js";
import { profileUnderTest, useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import { eventually } from "../engine/harness/wait.js";
import { wayInto } from "../engine/harness/ways-in.js";

const namespace = "default";

describe("one right less", () => {
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  const pathBefore = process.env.PATH;

  before(() => {
    const { PATH } = file.sandbox.environment;
    if (PATH !== undefined) process.env.PATH = PATH;
  });
  after(() => {
    process.env.PATH = pathBefore;
  });

  for (const purpose of ["management", "site"] as const) {
    const rights = rightsFor(purpose);
    const all = accessesOf(rights, namespace);

    for (const less of all) {
      const wider = all.find(
        (one) => one !== less && textOf(one) === textOf({ ...less, namespace: undefined }),
      );
      it(`${purpose}: ${textOf(less)}${wider ? ", which another right contains" : ""}`, async () => {
        const apis = new LiveApis(file.sandbox);
        const { kubeconfig } = await loginWithout(file, apis, purpose, namespace, less);
        const cluster = new ManagementCluster({ kubeconfig, context: wayInto(file.sandbox).context });
        // The bindings of single namespaces are seen a moment later than that of the cluster.
        const refused = await eventually("all rights but one", async () => {
          const left = await cluster.refusedAccess(all);
          return left.length <= 1 && left;
        });
        const found = rightsFindings(rights, refused, [purpose], namespace);
        assert.deepEqual(
          found.map(({ seen }) => seen),
          [wider ? `every right needed, ${all.length} of them` : `the login may not ${textOf(less)}`],
        );
      });
    }
  }
});
