/** The table: every row that was measured, in the parts that share a sandbox. */
import { calicoBootstrap } from "./calico-bootstrap.js";
import { classPropagation } from "./class-propagation.js";
import { clusterApiAnswers } from "./cluster-api-answers.js";
import { comesUp, goes, rolls } from "./cluster-life.js";
import { deadWorkloadTwin } from "./dead-workload.js";
import { packageAnswers } from "./package-answers.js";
import { pageByHand } from "./page-by-hand.js";
import { pulumiLife } from "./pulumi-life.js";
import { reApply } from "./re-apply.js";
import { resolverAnswers } from "./resolver-answers.js";
import type { Row } from "./row.js";
import { packageDeleted, tkrOutOfOrder } from "./tkr-life.js";
import { vcenterAnswers } from "./vcenter-answers.js";
import { withPulumi } from "./with-pulumi.js";

export { deadWorkloadTimeoutSeconds } from "./dead-workload.js";

/** Answers of admission and of TKG's controllers; its order matters, as the last ones take away what the first ones need. */
export const admissionTable: readonly Row[] = [
  ...vcenterAnswers,
  ...resolverAnswers,
  ...clusterApiAnswers,
  ...classPropagation,
  ...tkrOutOfOrder,
  ...calicoBootstrap,
  ...packageAnswers,
  ...reApply,
  ...deadWorkloadTwin,
  ...packageDeleted,
];

/** A cluster's life, in the order of the test file that has other cases between them. */
export const lifeTable = {
  comesUp: [...pageByHand, ...comesUp],
  goes,
  rolls,
} as const satisfies Readonly<Record<string, readonly Row[]>>;

/** What Pulumi makes of it all. */
export const pulumiTable: readonly Row[] = [...withPulumi, ...pulumiLife];

/** The whole table. */
export const table: readonly Row[] = [
  ...admissionTable,
  ...lifeTable.comesUp,
  ...lifeTable.rolls,
  ...lifeTable.goes,
  ...pulumiTable,
];
