/** What can be wrong with a stack or its environment, one entry for each live check that must notice it. */
import { managementFaults } from "./management-faults.js";
import { registryFaults } from "./registry-faults.js";
import type { PreflightFault } from "./scene.js";
import { siteFaults } from "./site-faults.js";
import { vcenterFaults } from "./vcenter-faults.js";

export const preflightFaults: readonly PreflightFault[] = [
  ...managementFaults,
  ...vcenterFaults,
  ...registryFaults,
  ...siteFaults,
];
