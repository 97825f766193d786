/** Is a plugin of Pulumi there in the version that the program asks for? Pure. */
import type { PulumiPlugins } from "../facts/pulumi-plugins.js";
import { ok, skipped, warning, type Finding } from "../finding.js";

/** @param version that the SDK of the program asks for: Pulumi downloads it at the first run where it may */
export function pluginVersion(name: string, version: string, found: PulumiPlugins): Finding {
  if (found.result === "failed") return skipped(`the plugins of pulumi cannot be listed: ${found.words}`);
  const versions = found.plugins.filter((plugin) => plugin.name === name).map((plugin) => plugin.version);
  if (versions.includes(version)) return ok(`plugin ${name} ${version}`);
  const others = versions.length === 0 ? "" : ` (there is ${versions.join(", ")})`;
  return warning(
    `plugin ${name} ${version} is not installed${others}`,
    `plugin ${name} ${version}; pulumi downloads it at the first run where the network allows that`,
  );
}
