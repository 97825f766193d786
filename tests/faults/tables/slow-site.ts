/** Faults of a site that show only after a wait has run out: too slow for every run of the tests. */
import { connect, importOva, installTkr } from "../../engine/harness/tiny-site.js";
import { tryCloneAgain } from "../../engine/steps/waits.js";
import { downAfter, writes } from "../harness/api-faults.js";
import type { FaultTable } from "../harness/fault-rows.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";

export const slowSiteTable: FaultTable = {
  name: "slow-site",
  startsFresh: true,
  mayLose: / default\/workload-snc-[\w-]+-data-values$/,
  settings: () => ({
    management: undefined,
    template: undefined,
    site: { tkrVersion: version, timeouts: { createSeconds: 30 } },
  }),
  prepare: async (scene) => {
    await installTkr(connect(scene.sandbox), scene.sandbox, version);
    await importOva(scene.apis, scene.sandbox, "photon", "photon-tiny", { template: true });
  },
  rows: [
    {
      title: "the VM cannot be cloned",
      inject: (scene) => {
        scene.faults({ cloneFails: true });
      },
      repair: async (scene, stack) => {
        await tryCloneAgain(scene.apis);
        stack.configure({ site: { timeouts: { createSeconds: 240 } } });
      },
      // How far Cluster API got when the time was up differs from run to run.
      snapshot: false,
      texts: [
        /took longer than 30 s; still waiting for Cluster default\/workload-snc/,
        /the VM cannot be cloned/,
      ],
    },
    {
      title: "the API server goes down while the Cluster is awaited",
      settings: (scene) => ({ site: { name: "site-2", controlPlaneEndpoint: scene.sandbox.endpoints[2] } }),
      inject: ({ apiServer }) => {
        apiServer.rule = downAfter((request) => writes(request) && request.path.includes("/clusters/site-2"));
      },
      repair: (_scene, stack) => {
        stack.configure({ site: { timeouts: { createSeconds: 240 } } });
      },
      snapshot: false,
      texts: [/site-2/],
    },
  ],
};
