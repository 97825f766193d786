// What the engine starts where it is given this folder: the policies of the file that TKG_EDGE_POLICY_FILE names.
"use strict";
require("./index.cjs").policyPack();
