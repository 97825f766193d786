/** More changes of a connection, of the kinds that tests/engine/connections.test.ts has. */
import { profileUnderTest, useSandbox, withoutGuests } from "../engine/harness/sandbox-of-file.js";
import { ConnectedStacks } from "../engine/steps/connected-stacks.js";
import { moreWays, relativeFilesReplaceNothing, waysReplaceNothing } from "../engine/steps/ways-in.js";

describe("another connection to the same systems replaces nothing:", function () {
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

  it("vCenter's certificate accepted unchecked, and pinned again", async () => {
    // Written out in the stack: a thumbprint in its connection file would be one too many beside insecure.
    const { server, username, thumbprint } = file.sandbox.vcenter;
    const { host, caFile } = file.sandbox.registry;
    const connection = { vcenter: { server, username, thumbprint }, registry: { host, caFile } };
    for (const stack of stacks.both) stack.configure({ connectionFile: undefined, connection });
    for (const change of [
      { thumbprint: undefined, insecure: true },
      { thumbprint, insecure: undefined },
    ]) {
      for (const stack of stacks.both) stack.configure({ connection: { vcenter: change } });
      await stacks.bothInPlace();
    }
  });
});
