import { faultTable } from "./harness/fault-rows.js";
import { templateTable } from "./tables/template.js";

faultTable(templateTable);
