/** Sizes and numbers. */
import { bad, type BadInput } from "./bad-input.js";

export const sizes: readonly BadInput[] = [
  bad("site.machine.numCPUs", "4", "a whole number of at least 2 (virtual CPUs), written without quotes"),
  bad("site.machine.numCPUs", 1, "at least 2 (virtual CPUs)"),
  bad("site.machine.numCPUs", 2.5, "a whole number"),
  bad("site.machine.memoryMiB", 2048, "at least 4096 (MiB)"),
  bad("site.machine.memoryMiB", "4Gi", "a whole number of at least 4096 (MiB)"),
  bad("site.machine.diskGiB", 10, "at least 20 (GiB)"),
  bad("site.machine.diskGiB", 99999999999, "at least 20 (GiB)"),
  bad("site.machine.diskGB", 20, 'did you mean "diskGiB"?'),
  bad("site.machine.customVMXKeys", { a: 1 }, "a text; quote numbers", "site.machine.customVMXKeys.a"),
  bad("site.timeouts.createSeconds", 5, "at least 10 (seconds)"),
  bad("site.variables.apiServerPort", 70000, "a TCP port of at most 65535"),
  bad(
    "site.variables.controlPlaneCertificateRotation",
    { daysBefore: 3 },
    "at least 7 (days)",
    "site.variables.controlPlaneCertificateRotation.daysBefore",
  ),
  bad("site.machine.memoryMiB", 4098, "a multiple of 4"),
];
