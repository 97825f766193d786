/** Rows of the table that are about Pulumi: its engine and its Kubernetes plugin on the real controllers, with a small program. */
import { profileUnderTest, useSandbox } from "../engine/harness/sandbox-of-file.js";
import { showOnFailure } from "../engine/harness/show-on-failure.js";
import { provideTinyTkr } from "../engine/harness/tiny-tkr.js";
import { Bench } from "../engine/measured/bench.js";
import { register } from "../engine/measured/row.js";
import { pulumiTable } from "../engine/measured/table.js";

describe("measured: Pulumi on the controllers", function () {
  this.timeout(300_000);
  const file = useSandbox({ profile: profileUnderTest("full") });
  showOnFailure(file);
  let bench: Bench;

  before("bring in the tiny TKr and its template", async () => {
    bench = new Bench(file);
    await provideTinyTkr(file.sandbox, bench.apis, file.directory, "v1.25.7+vmware.1-tiny.2");
  });

  register(pulumiTable, () => bench);
});
