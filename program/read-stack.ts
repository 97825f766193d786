/** From Pulumi's configuration to a StackSpec. The only place that reads configuration. */
import { Config, getStack, type Output } from "@pulumi/pulumi";
import { parseStack, type StackSpec } from "../config/stack-spec.js";

export interface Stack {
  readonly spec: StackSpec;
  readonly secrets: StackSecrets;
}

export interface StackSecrets {
  readonly vcenterPassword?: Output<string> | undefined;
  readonly registryPassword?: Output<string> | undefined;
}

/**
 * @param projectDirectory absolute path, against which relative file paths are read
 * @throws ConfigurationError with everything that is wrong
 */
export function readStack(projectDirectory: string): Stack {
  const config = new Config("tkg-edge");
  const secrets: StackSecrets = {
    vcenterPassword: config.getSecret("vcenterPassword"),
    registryPassword: config.getSecret("registryPassword"),
  };
  const raw = {
    connection: config.getObject("connection"),
    connectionFile: config.get("connectionFile"),
    management: config.getObject("management"),
    template: config.getObject("template"),
    site: config.getObject("site"),
    secretsSet: new Set(
      Object.entries(secrets).flatMap(([name, value]) => (value === undefined ? [] : [name])),
    ),
  };
  return { spec: parseStack(raw, projectDirectory, getStack()), secrets };
}

/** The plain value of a secret, for the checks that the program makes itself. It must not leave them. */
export function reveal(secret: Output<string> | undefined): Promise<string | undefined> {
  if (secret === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    secret.apply(resolve);
  });
}
