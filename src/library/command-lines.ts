/**
 * How the commands of a component are found in a program of a user. A project of tkg-edge has a file `command.js`; others need
 * none: Node resolves the installed package from the folder of the project, or from one above it. Neither a path nor a version is in the
 * line, which states hold until the resource is deleted.
 */
import type { ResourceTransformation } from "@pulumi/pulumi";

const ofProject = /^node command\.js ([a-z-]+)$/;

/** @param line as a component has it */
export const lineOfPackage = (line: string): string =>
  line.replace(ofProject, `node --eval 'import("tkg-edge/command")' command $1`);

const lines = ["create", "update", "delete"];

/** For all resources of a component. */
export const commandsOfPackage: ResourceTransformation = ({ type, props, opts }) => {
  if (type !== "command:local:Command") return undefined;
  const given = Object.entries<unknown>(props);
  const resolved = given.map(([key, value]) => [
    key,
    lines.includes(key) && typeof value === "string" ? lineOfPackage(value) : value,
  ]);
  return { props: Object.fromEntries(resolved) as Record<string, unknown>, opts };
};
