/** From Pulumi's configuration to a stack. The only place that reads configuration. */
import { Config, getStack, log, runtime, secret as toSecret, type Output } from "@pulumi/pulumi";
import { foreignConnections } from "../clients/foreign-connections.js";
import { readPassword } from "../clients/read-password.js";
import { isTree } from "../config/connection-file.js";
import { decodeSecret } from "../config/flat-file/encoded.js";
import { withFleet } from "../config/fleet/stack-in-fleet.js";
import { siteOf } from "../config/layers.js";
import { parseStack } from "../config/parse-stack.js";
import { passwordNames, type PasswordName } from "../config/password-sources.js";
import { ConfigurationError } from "../config/problem.js";
import type { StackSpec } from "../config/stack-spec.js";
import { outputsOfStacks } from "./stack-outputs.js";
import { stackOf, type Stack, type StackSecrets } from "./stack.js";

/**
 * @param projectDirectory absolute path, against which relative file paths are read
 * @throws ConfigurationError with everything that is wrong
 */
export async function readStack(projectDirectory: string): Promise<Stack> {
  const config = new Config("tkg-edge");
  refusePlainPasswords();
  const stored: StackSecrets = {
    vcenterPassword: await password("vcenterPassword", config),
    registryPassword: await password("registryPassword", config),
  };
  const section = (key: string) => unlessEmpty(config.getObject(key));
  const own = {
    connection: section("connection"),
    connectionFile: nonEmptyText(config.get("connectionFile")),
    flatFile: nonEmptyText(config.get("flatFile")),
    fleetFile: nonEmptyText(config.get("fleetFile")),
    fleetSite: nonEmptyText(config.get("fleetSite")),
    management: section("management"),
    template: section("template"),
    site: section("site"),
    secretsSet: new Set(
      Object.entries(stored).flatMap(([name, value]) => (value === undefined ? [] : [name])),
    ),
  };
  const raw = withFleet(own, projectDirectory, getStack());
  const others = await outputsOfStacks(siteOf(raw));
  const spec = parseStack({ ...raw, outputsOfStacks: others }, projectDirectory, getStack());
  const foreign = foreignConnections(raw, projectDirectory);
  if (foreign.length > 0) throw new ConfigurationError(foreign);
  return withPasswords(spec, stored, projectDirectory);
}

/**
 * @param stored passwords that are given; the others are read from the sources that the stack names
 * @param projectDirectory absolute path, against which relative file paths are read
 * @throws UserError for a source that cannot be read
 */
export async function withPasswords(
  spec: StackSpec,
  stored: StackSecrets,
  projectDirectory: string,
): Promise<Stack> {
  const [vcenterPassword = stored.vcenterPassword, registryPassword = stored.registryPassword] =
    await Promise.all(passwordNames.map((name) => readSource(name, spec, projectDirectory)));
  return stackOf(spec, { vcenterPassword, registryPassword });
}

/** Pulumi.yaml gives every section an empty default, which counts as no section. */
function unlessEmpty(section: unknown): unknown {
  return isTree(section) && Object.keys(section).length === 0 ? undefined : section;
}

function nonEmptyText(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** Exported by the SDK, but left out of its type declarations. */
const { isConfigSecret } = runtime as unknown as { readonly isConfigSecret: (key: string) => boolean };

function refusePlainPasswords(): void {
  const plain = Object.entries(runtime.allConfig()).flatMap(([key]) =>
    /^tkg-edge:(vcenter|registry)Password$/.test(key) && !isConfigSecret(key) ? [key] : [],
  );
  if (plain.length === 0) return;
  const expected = (key: string) =>
    `an encrypted value: pulumi config set --secret ${key} (it asks for the value)`;
  throw new ConfigurationError(
    plain.map((path) => ({ path, found: "a value in plain text", expected: expected(path) })),
  );
}

/** A password that is read now, a secret from here on; undefined for one that the stack holds. */
async function readSource(
  name: PasswordName,
  { passwordSources }: StackSpec,
  projectDirectory: string,
): Promise<Output<string> | undefined> {
  const source = passwordSources?.[name];
  if (!source) return undefined;
  const { password: text, warnings } = await readPassword(source, projectDirectory);
  for (const warning of warnings) await log.warn(warning);
  return toSecret(text);
}

/** A password, also where it was copied with the wrapper in which the Tanzu CLI keeps it: no controller decodes that. */
async function password(key: string, config: Config): Promise<Output<string> | undefined> {
  const secret = config.getSecret(key);
  const plain = await reveal(secret);
  if (secret === undefined || plain === undefined) return undefined;
  if (decodeSecret(plain) !== undefined) return secret.apply((text) => decodeSecret(text) ?? text);
  const path = `tkg-edge:${key}`;
  const expected = `the password itself, or <encoded:BASE64> in full: pulumi config set --secret ${path} (it asks for the value)`;
  throw new ConfigurationError([{ path, found: "<encoded:...> of what is not base64", expected }]);
}

/** Part of each output, but left out of the SDK's type declarations. */
interface Knowable {
  readonly isKnown: Promise<boolean>;
}

/**
 * The plain value of a secret, for the checks that the program makes itself. It must not leave them.
 * @returns undefined for one that is not known at this preview, where another resource gives it
 */
export async function reveal(secret: Output<string> | undefined): Promise<string | undefined> {
  if (secret === undefined || !(await (secret as unknown as Knowable).isKnown)) return undefined;
  return new Promise((resolve) => {
    secret.apply(resolve);
  });
}
