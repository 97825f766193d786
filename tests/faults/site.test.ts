import { faultTable } from "./harness/fault-rows.js";
import { siteTable } from "./tables/site.js";

faultTable(siteTable);
