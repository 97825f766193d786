/** The annotation by which a control plane selects its OS image: requirements with commas between them. */
import { osVersionOfLabel } from "../operating-system.js";
import type { ObjectReader } from "./object-reader.js";
import type { Reading } from "./reading.js";

const imageAnnotation = "run.tanzu.vmware.com/resolve-os-image";

export function readImageSelector(controlPlane: ObjectReader, reading: Reading): void {
  const path = ["metadata", "annotations", imageAnnotation] as const;
  const selector = controlPlane.take(...path);
  if (selector === undefined) return;
  const where = controlPlane.where(...path);
  if (typeof selector !== "string") {
    reading.refuse(where, "a text", selector);
    return;
  }
  for (const requirement of selector.split(",").map((part) => part.trim())) {
    const [, key = requirement, value = ""] = /^([^=\s]+)\s*==?\s*(\S+)$/.exec(requirement) ?? [];
    if (key === "os-name") reading.set("site.os", value, where);
    else if (key === "os-arch" && value === "amd64") {
      reading.note("os-arch=amd64 of resolve-os-image is left out: a TKr has no other");
    } else if (key === "os-version" && osVersionOfLabel(value) !== undefined) {
      reading.set("site.osVersion", osVersionOfLabel(value), where);
    } else if (requirement !== "" && !(key === "image-type" && value === "ova")) {
      const expected =
        "image-type=ova, os-name=photon or ubuntu, and os-version: this program writes no other requirements";
      reading.refuse(where, expected, requirement);
    }
  }
}
