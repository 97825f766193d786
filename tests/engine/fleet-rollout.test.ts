/** `tkg-edge fleet rollout` and the engine. On the light profile, as it is about the order of runs and what a kill leaves. */
import { profileUnderTest, useSandbox, withoutGuests } from "./harness/sandbox-of-file.js";
import { rollsOut } from "./steps/rollout.js";

describe("a rollout of a fleet", function () {
  rollsOut(useSandbox(withoutGuests(profileUnderTest("light"))));
});
