/** An `up` that is killed at every stage, on the full profile: the real Cluster API and its vSphere provider. */
import { killMatrix } from "../faults/tables/kill-matrix.js";

killMatrix("full");
