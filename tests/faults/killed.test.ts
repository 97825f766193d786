import { profileUnderTest } from "../engine/harness/sandbox-of-file.js";
import { killMatrix } from "./tables/kill-matrix.js";

killMatrix(profileUnderTest("light"));
