/**
 * The words of `tkg-edge fleet plan` and the engine's own plan, side by side. On the light profile, as it is about the engine;
 * each key alone is in tests/long.
 */
import { changeRows } from "./harness/fleet-plan-rows.js";
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import { exportIsAccepted } from "./steps/operator-objects.js";
import { planAgrees } from "./steps/plan-agreement.js";

describe("the plan of a fleet and the engine", function () {
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  planAgrees(
    file,
    changeRows.filter(({ isTypical }) => isTypical),
    20,
  );
  exportIsAccepted(file);
});
