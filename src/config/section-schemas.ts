/** The schema of each section of a stack. */
import { connectionSchema } from "./connection.js";
import { managementSchema } from "./management.js";
import { siteSchema } from "./site.js";
import { templateSchema } from "./template.js";

export const sectionSchemas = {
  connection: connectionSchema,
  management: managementSchema,
  template: templateSchema,
  site: siteSchema,
} as const;
