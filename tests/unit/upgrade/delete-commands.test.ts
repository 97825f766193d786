/**
 * A state holds the command that runs when a resource is deleted, with its environment, as the release wrote them. They
 * stay understood: `pulumi destroy` right after an upgrade runs them with today's program. So do the other commands: while
 * their input does not change, the state keeps the environment of the release, with which a new password is tried.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { releasedKinds, releasedStack, releases, type StateResource } from "../../upgrade/releases.js";
import { checkout } from "../checkout.js";

type Variables = Readonly<Record<string, unknown>>;

/** Every command in the stacks of a release, each once, with its environment. */
function storedCommands(version: string): ReadonlyMap<string, Variables> {
  const stacks = releasedKinds(version).map((kind) => releasedStack(version, kind));
  const resources = stacks.flatMap(({ state }) => state.deployment.resources);
  return new Map(
    resources.flatMap(({ type, inputs = {} }: StateResource) =>
      [inputs.create, inputs.update, inputs.delete].flatMap((command) =>
        type === "command:local:Command" && typeof command === "string" && command.startsWith("node ")
          ? [[command, inputs.environment as Variables] as const]
          : [],
      ),
    ),
  );
}

/** A value of the state; what is encrypted there reaches the command in clear. */
const text = (value: unknown): string => (typeof value === "string" ? value : "decrypted");

for (const version of releases) {
  describe(`what states of ${version} run`, () => {
    const found = storedCommands(version);

    it("is there: every command of the release, and the removal of a TKr and a template", () => {
      assert.equal(found.size, 8, [...found.keys()].join());
      assert.ok([...found.keys()].some((command) => command.endsWith(" remove-tkr")));
      assert.ok([...found.keys()].some((command) => command.endsWith(" remove-template")));
    });

    for (const [command, environment] of found) {
      it(`is understood: ${command}`, async () => {
        const [, entry = "", name = ""] = /^node (\S+) (\S+)$/.exec(command) ?? assert.fail(command);
        assert.ok(existsSync(join(checkout, entry)), `${entry} is gone`);
        assert.ok(existsSync(join(checkout, "dist/bundle/commands", `${name}.js`)), `${name} is gone`);
        const variables = Object.entries(environment).map(([key, value]) => [key, text(value)]);
        assert.ok(variables.length > 2, "the state has no environment");
        // No tool is on the PATH: the command comes as far as its first question to the management cluster or vCenter.
        const result = await execa(process.execPath, [entry, name], {
          cwd: checkout,
          env: { ...(Object.fromEntries(variables) as Record<string, string>), PATH: "/nonexistent" },
          extendEnv: false,
          reject: false,
        });
        assert.equal(result.exitCode, 1, `2 means that its environment is not understood: ${result.stderr}`);
        assert.match(result.stderr, /(kubectl|govc|imgpkg) is not on the PATH/);
      });
    }
  });
}
