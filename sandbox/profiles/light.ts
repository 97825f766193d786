// The light profile: Cluster API and its vSphere provider are stood in for. It has no process of its own.
import { withStorageVersionOnly } from "../vendor-objects.js";
import type { ProfileParts } from "./profile.js";

export const light: ProfileParts = {
  services: [],
  // Old versions would need the providers' conversion webhooks.
  adaptDefinition: withStorageVersionOnly,
  objects: () => [],
  processes: () => [],
};
