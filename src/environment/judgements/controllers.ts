/** Do the controllers run without which nothing happens to what is applied? Pure. */
import { failure, ok, skipped, type Finding } from "../finding.js";

export interface Controller {
  readonly namespace: string;
  /** Of its Deployment. */
  readonly name: string;
  /** What it does, as the end of "it ...". */
  readonly does: string;
}

export const controllers: readonly Controller[] = [
  { namespace: "capv-system", name: "capv-controller-manager", does: "makes virtual machines" },
  { namespace: "tkg-system", name: "tkr-source-controller-manager", does: "makes TKrs of Packages" },
  {
    namespace: "tkg-system",
    name: "tkr-resolver-cluster-webhook-manager",
    does: "finds the TKr of a Cluster while it is admitted",
  },
];

/** @param available replicas of each; undefined where the Deployment is not visible */
export function controllersRun(
  available: ReadonlyMap<Controller, number | undefined>,
): Finding | readonly Finding[] {
  const findings = [...available].map(([{ namespace, name, does }, replicas]) => {
    const where = `${namespace}/${name}`;
    if (replicas === undefined) return skipped(`${where} is not visible to this user`);
    return replicas > 0
      ? ok(`${where} runs`)
      : failure(`${where} has no available replica`, `at least one: it ${does}`);
  });
  const visible = findings.filter(({ severity }) => severity !== "skipped");
  return visible.length > 0 ? visible : skipped("TKG's Deployments are not visible to this user");
}
