import { faultTable } from "./harness/fault-rows.js";
import { managementTable } from "./tables/management.js";

faultTable(managementTable);
