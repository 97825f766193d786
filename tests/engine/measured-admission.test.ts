/**
 * Rows of the table that are about answers: of admission to the vendor page's Cluster with one thing changed, and of TKG's
 * controllers to a class, a TKr or a ClusterBootstrap that comes out of order. One sandbox, full by default.
 */
import { packages } from "../../sandbox/stand-ins/tkg/api.js";
import { profileUnderTest, useSandbox } from "./harness/sandbox-of-file.js";
import { showOnFailure } from "./harness/show-on-failure.js";
import {
  createCredentials,
  importOva,
  installTkr,
  tiny12410,
  tiny125,
  tinyPackage,
} from "./harness/tiny-site.js";
import { Bench, workload } from "./measured/bench.js";
import { guardClass } from "./measured/class-propagation.js";
import { register } from "./measured/row.js";
import { admissionTable, deadWorkloadTimeoutSeconds } from "./measured/table.js";

describe("measured: what admission and TKG's controllers answer", () => {
  const file = useSandbox({
    profile: profileUnderTest("full"),
    settings: { addonsDeleteTimeoutSeconds: deadWorkloadTimeoutSeconds, workloadRetrySeconds: 0.5 },
  });
  let bench: Bench;

  before("a compatible and an incompatible TKr, a template and a VM, Secrets", async function () {
    this.timeout(120_000);
    bench = new Bench(file);
    const { apis, client, sandbox } = bench;
    await Promise.all([
      installTkr(client, sandbox, tiny125),
      client.create(packages, tinyPackage(sandbox, tiny12410)),
      importOva(apis, sandbox, "photon", "photon-tiny", { template: true }),
      importOva(apis, sandbox, "ubuntu", "ubuntu-tiny", { template: false }),
      createCredentials(client, sandbox, workload),
      createCredentials(client, sandbox, "wrong-password", "wrong"),
      createCredentials(client, sandbox, "encoded-password", "<encoded:QWRtaW4hMjM=>"),
      createCredentials(client, sandbox, "no-password", ""),
      guardClass(bench),
    ]);
  });

  showOnFailure(file);

  register(admissionTable, () => bench);
});
