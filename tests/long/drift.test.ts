/** The rarer ways in which what sites share is changed behind a stack's back; tests/engine/drift.test.ts has the others. */
import { fixesWave, succeeded } from "../engine/harness/drift-waves.js";
import { LiveApis } from "../engine/harness/live-apis.js";
import { profileUnderTest, useSandbox } from "../engine/harness/sandbox-of-file.js";
import { TestStack } from "../engine/harness/test-stack.js";

describe("drift of what sites share", function () {
  this.bail(true);
  const file = useSandbox({ profile: profileUnderTest("light") });
  let apis: LiveApis;
  let stack: TestStack;

  before("install the TKr and the template", async () => {
    apis = new LiveApis(file.sandbox);
    stack = await TestStack.create(file.sandbox, file.directory, "shared", { site: undefined });
    succeeded(await stack.up());
  });

  fixesWave(2, () => ({ apis, stack }));
  fixesWave(3, () => ({ apis, stack }));
});
