/** C.9 and C.10: a second apply of a running Cluster, by the same field manager and by another one. */
import assert from "node:assert/strict";
import { secrets } from "../../../sandbox/stand-ins/runtime/resources.js";
import { clusters } from "../../../sandbox/stand-ins/tkg/api.js";
import { fails, type Bench } from "./bench.js";
import { calicoCluster } from "./calico-bootstrap.js";
import type { Row } from "./row.js";

const key = { namespace: "default", name: calicoCluster };
const serverSide = ["--server-side", "--field-manager", "pulumi"];

/** Does something while the Secret holds a wrong password. */
async function withBrokenSecret({ client }: Bench, action: () => Promise<void>): Promise<void> {
  const secret = await client.read(secrets, key);
  const data = { ...secret.data, password: Buffer.from("broken").toString("base64") };
  const broken = await client.patch(secrets, secret, { ...secret, data });
  try {
    await action();
  } finally {
    await client.patch(secrets, broken, { ...broken, ...(secret.data && { data: secret.data }) });
  }
}

export const reApply: readonly Row[] = [
  {
    label: "C.10: a second field manager",
    cases: [
      {
        title: "conflicts with kubectl about the variables",
        async run(bench) {
          const changed = await bench.cluster(({ spec }) => spec.topology.variables.pop(), calicoCluster);
          await fails(
            bench.apply(changed, ...serverSide),
            'conflict with "kubectl-client-side-apply" using cluster.x-k8s.io/v1beta1: .spec.topology.variables',
          );
        },
      },
    ],
  },
  {
    label: "C.9: a re-apply logs in again",
    cases: [
      {
        title: "an unchanged re-apply changes nothing, not even the generation",
        async run(bench) {
          const page = await bench.cluster(undefined, calicoCluster);
          const before = await bench.client.read(clusters, key);
          await bench.apply(page, ...serverSide, "--force-conflicts");
          await bench.apply(page, ...serverSide);
          const after = await bench.client.read(clusters, key);
          assert.equal(after.metadata.generation, before.metadata.generation);
          assert.equal(after.spec.topology?.variables?.length, 28);
        },
      },
      {
        title: "with a broken Secret an annotation is accepted, but even an unchanged re-apply is denied",
        async run(bench) {
          await withBrokenSecret(bench, async () => {
            await bench.apis.kubectl(["annotate", "cluster", calicoCluster, "-n", "default", "noted=yes"]);
            await fails(
              bench.apply(await bench.cluster(undefined, calicoCluster), ...serverSide),
              "failed to login to vSphere: cannot login to vc: ServerFaultCode: Login failure",
            );
          });
          await bench.apply(await bench.cluster(undefined, calicoCluster), ...serverSide);
        },
      },
    ],
  },
];
