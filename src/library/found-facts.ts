/**
 * What the components of one run read of their environment: each thing once, so that a password that is wrong is tried once,
 * whatever number of components have it.
 */
import { Facts } from "../environment/facts/facts.js";

export const factsOfRun = new Facts();
