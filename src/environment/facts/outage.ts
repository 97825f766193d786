/** Whether words of other programs are those of a server that does not answer, as they come from the engine and its plugins. */
import { failureCause, isOutage } from "../../clients/failure-cause.js";
import { vcenterFailure, type VcenterFailure } from "../../clients/vcenter-failure.js";
import type { VcenterConnection } from "../../config/connection.js";

/** The same request may succeed at another time. */
export const isOutageText = (words: string): boolean => isOutage(failureCause(words));

/** @returns undefined where the words are of something else */
export const vcenterOutage = (words: string, vcenter: VcenterConnection): VcenterFailure | undefined =>
  isOutageText(words) ? vcenterFailure(failureCause(words), vcenter) : undefined;
