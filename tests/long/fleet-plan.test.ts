/** The words of `tkg-edge fleet plan` and the engine's own plan for a change of each key. On the light profile. */
import { changeRows } from "../engine/harness/fleet-plan-rows.js";
import { profileUnderTest, useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import { planAgrees } from "../engine/steps/plan-agreement.js";

describe("the plan of a fleet and the engine, for each key", function () {
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  planAgrees(file, changeRows, 45);
});
