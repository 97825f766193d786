/** The state of a stack that has no resources yet. */
import type { OwnState } from "../../src/preflight/connections.js";

export const emptyState: OwnState = {
  recorded: () => Promise.resolve({ clusters: [], objects: [] }),
  view: () => Promise.resolve({ mark: "tkg-edge/edge", records: [] }),
  siteClass: () => Promise.resolve({}),
};
