/** From the arguments of a component to a stack that has its section alone, read by the rules of a stack. */
import { secret, type Input } from "@pulumi/pulumi";
import { checkStack, parseStack } from "../config/parse-stack.js";
import type { RawStack, StackSpec } from "../config/stack-spec.js";
import { withPasswords } from "../program/read-stack.js";
import type { Stack, StackSecrets } from "../program/stack.js";
import type { Access } from "./access.js";
import { refusal, type Subject } from "./refusal.js";

export interface Passwords {
  readonly vcenterPassword?: Input<string> | undefined;
  readonly registryPassword?: Input<string> | undefined;
}

/** A component's arguments without a problem. */
export interface ReadArgs {
  readonly spec: StackSpec;
  readonly secrets: StackSecrets;
}

/**
 * @param sections of the stack that the component would be. What is undefined counts as not given
 * @throws RunError with everything that is wrong, before the component is registered
 */
export function readArgs(
  subject: Subject,
  { connection, connectionFile }: Access,
  sections: Pick<RawStack, "management" | "template" | "site">,
  passwords: Passwords,
): ReadArgs {
  const secretsSet = new Set(
    Object.entries(passwords).flatMap(([name, value]) => (value === undefined ? [] : [name])),
  );
  const raw = { connection: given(connection), connectionFile, ...sections, secretsSet };
  const { vcenterPassword, registryPassword } = passwords;
  try {
    const spec = parseStack(withoutRegistry(raw, subject), process.cwd(), subject.name);
    return {
      spec,
      secrets: {
        vcenterPassword: vcenterPassword === undefined ? undefined : secret(vcenterPassword),
        registryPassword: registryPassword === undefined ? undefined : secret(registryPassword),
      },
    };
  } catch (error) {
    throw refusal(subject, error);
  }
}

/** The registry's password is needed by what pulls from it alone, whatever a connection file names for all. */
function withoutRegistry(raw: RawStack, { section, name }: Subject): RawStack {
  if (section === "tkg-edge:management.tkr") return raw;
  const { problems } = checkStack(raw, process.cwd(), name, "up");
  const isMissing = problems.some(
    ({ path, found }) => path === "tkg-edge:registryPassword" && found === undefined,
  );
  return isMissing ? { ...raw, secretsSet: new Set([...raw.secretsSet, "registryPassword"]) } : raw;
}

/** Without the keys that are undefined, at any depth: a program has them where a file has none. */
export function given(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(given);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, given(item)]])),
  );
}

/** The arguments as a stack, with the passwords that are read now. @throws UserError for one that cannot be read */
export const stackOfArgs = ({ spec, secrets }: ReadArgs): Promise<Stack> =>
  withPasswords(spec, secrets, process.cwd());
