/** What is wrong with the options of an export, before anything is written from them. Pure. */
import { posix } from "node:path";
import { displayValue, isSecretName, mayHoldSecret } from "../../config/display-value.js";
import type { Problem } from "../../config/problem.js";
import type { ExportedStack } from "./exported-stack.js";
import { backendVariables, type OperatorOptions } from "./stack-object.js";

const secretExpectation =
  "a URL without a password: everyone who may read the objects would see it; --secret-env names variables that hold one";

type Options = Omit<OperatorOptions, "project">;

/** An option that may be left out, with what it has to be. */
interface Rule {
  readonly option: string;
  readonly value: string | undefined;
  readonly isRight: (value: string) => boolean;
  readonly expected: string;
}

/** @returns all of them; none of what may be secret is shown */
export function optionProblems(options: Options): Problem[] {
  return rulesOf(options).flatMap(broken);
}

function rulesOf({ image, backend, secretsProvider, organization, projectDirectory }: Options): Rule[] {
  const url = /^[a-z][a-z0-9+.-]*:\/\/\S+$/;
  return [
    {
      ...{
        option: "--image",
        value: image,
        isRight: (value) => /^[a-z0-9][^\s]*$/i.test(value) && !value.includes("://"),
      },
      expected: "an image, such as registry.example.com/tkg-edge:0.2.0",
    },
    {
      ...{ option: "--backend", value: backend, isRight: (value) => url.test(value) },
      expected: "the URL of a backend, such as s3://bucket",
    },
    {
      option: "--secrets-provider",
      value: secretsProvider,
      isRight: (value) => value === "default" || value === "passphrase" || url.test(value),
      expected: 'the URL of a secrets provider, such as awskms://alias/edge, or "passphrase"',
    },
    {
      ...{ option: "--organization", value: organization, isRight: (value) => /^[\w.-]+$/.test(value) },
      expected: "the name of an organization",
    },
    {
      option: "--program-dir",
      value: projectDirectory,
      isRight: (value) => value.startsWith("/") && posix.normalize(value) === value && !value.includes(":"),
      expected: "an absolute path of the image, such as /opt/tkg-edge",
    },
  ];
}

function broken({ option, value, isRight, expected }: Rule): Problem[] {
  if (value === undefined) return [];
  if (holdsSecret(value)) return [{ path: option, expected: secretExpectation }];
  return isRight(value) ? [] : [{ path: option, found: displayValue(value), expected }];
}

/** In front of the host, where a web address has a token alone too, or as a parameter such as `?token=`. */
const holdsSecret = (value: string): boolean =>
  mayHoldSecret(value, "") ||
  /^https?:\/\/[^/?#]*@/i.test(value) ||
  [...value.matchAll(/[?&]([^=&]*)=/g)].some(([, parameter = ""]) => isSecretName(parameter));

/** Passwords of stacks in variables that the backend needs: a pod has one value of each. */
export function takenVariables(stacks: readonly ExportedStack[], options: Options): Problem[] {
  const own = new Set(backendVariables(options));
  return stacks.flatMap(({ name, variables }) =>
    Object.keys(variables)
      .filter((variable) => own.has(variable))
      .map((variable) => ({
        path: `stack ${name}, passwordFrom.environment`,
        found: displayValue(variable),
        expected: "a variable of its own: this one is read for the backend of the stacks",
      })),
  );
}
