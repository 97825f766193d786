/** Every fault on the full profile: the real Cluster API and its vSphere provider. */
import { faultTable } from "../faults/harness/fault-rows.js";
import { managementTable } from "../faults/tables/management.js";
import { siteTable } from "../faults/tables/site.js";
import { slowSiteTable } from "../faults/tables/slow-site.js";
import { templateTable } from "../faults/tables/template.js";

for (const table of [managementTable, templateTable, siteTable, slowSiteTable]) faultTable(table, "full");
