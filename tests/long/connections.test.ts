/** More ways into the same management cluster, of the kinds that tests/engine/connections.test.ts has. */
import { profileUnderTest, useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import { ConnectedStacks } from "../engine/steps/connected-stacks.js";
import { moreWays, relativeFilesReplaceNothing, waysReplaceNothing } from "../engine/steps/ways-in.js";

describe("another way into the same management cluster replaces nothing:", function () {
  this.bail(true);
  const file = useSandbox(withoutGuests(profileUnderTest("light")));
  let stacks: ConnectedStacks;

  before("bring up a site on a management stack", async () => {
    stacks = await ConnectedStacks.make(file);
    stacks.reachBy(stacks.way);
    await stacks.bothInPlace();
  });
  after(() => {
    stacks.close();
  });

  waysReplaceNothing(
    moreWays,
    () => stacks,
    () => file.sandbox,
  );
  relativeFilesReplaceNothing(
    ["a login command next to the kubeconfig"],
    () => stacks,
    () => file.sandbox,
  );
});
