import { toolVersion } from "../../environment/judgements/tool-version.js";
import type { Check } from "../check.js";
import { requiredTools } from "../required-tools.js";

/** One check for each tool: is it there, and new enough for what is used of it? */
export const toolChecks: readonly Check[] = requiredTools.map(({ tool, args, minimum, why, sections }) => ({
  name: `tool-${tool}`,
  group: "tools",
  why,
  remedy: `install ${tool} ${minimum} or newer, or run "make tools" and put its directory on the PATH`,
  needs: [],
  sections,
  run: async ({ facts }) => toolVersion(tool, minimum, await facts.toolVersion(tool, args)),
}));
