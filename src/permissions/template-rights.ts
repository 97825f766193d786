/** What the login of a template stack needs, where its connection names a management cluster. */
import { bootstrapTemplateKind, osImageKind, tkrKind } from "../clients/resource-kinds.js";
import type { Right } from "./right.js";

const why =
  "Before an import, the OVA is compared with the OS images of its TKr; a stack whose connection names no management cluster leaves that out";

export const templateRights: readonly Right[] = [
  { scope: "cluster", kinds: [tkrKind], verbs: ["get"], why },
  { scope: "cluster", kinds: [osImageKind], verbs: ["list"], why },
  {
    scope: "tkg-system",
    kinds: [bootstrapTemplateKind],
    verbs: ["get"],
    why: "preflight checks that the TKr can be resolved",
  },
];
