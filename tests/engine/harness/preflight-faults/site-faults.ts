/** Faults of a site's configuration. */
import {
  create,
  occupyEndpoint,
  pausedCluster,
  type PreflightFault,
  type Scene,
  type Undo,
} from "./scene.js";

const poolReference = { apiGroup: "ipam.cluster.x-k8s.io", kind: "InClusterIPPool", name: "edge" };
const ipam = "ipam.cluster.x-k8s.io/v1alpha1";
const range = { prefix: 24, gateway: "127.10.0.1" };

/** A pool of one address, and the object by which the IPAM provider gives it to a machine. */
const usedUpPool = async (scene: Scene): Promise<Undo> => {
  const metadata = { name: "edge", namespace: "default" };
  const pool = { apiVersion: ipam, kind: "InClusterIPPool", metadata };
  const address = { apiVersion: ipam, kind: "IPAddress", metadata };
  const spec = { address: "127.10.0.10", ...range, claimRef: { name: "edge" }, poolRef: poolReference };
  const undo = [
    await create(() => ({ ...pool, spec: { start: "127.10.0.10", end: "127.10.0.10", ...range } }))(scene),
    await create(() => ({ ...address, spec }))(scene),
  ];
  return async () => {
    for (const step of undo) await step();
  };
};

export const siteFaults: readonly PreflightFault[] = [
  {
    title: "a namespace that does not exist",
    check: "namespace",
    overrides: () => ({ site: { namespace: "nope" } }),
    texts: [/no namespace nope/, /site\.namespace/],
  },
  {
    title: "an address that another Cluster has",
    check: "endpoint-unused",
    make: create(({ endpoint }) => pausedCluster("other", "default", {}, endpoint)),
    texts: [/which the Cluster default\/other uses/],
  },
  {
    title: "an address at which a host answers",
    check: "endpoint-silent",
    make: occupyEndpoint,
    texts: [/another server listens at 127\.\S+:6443/],
  },
  {
    title: "a shared identity that does not exist",
    check: "identity",
    overrides: () => ({ site: { identityRef: { name: "nope" } } }),
    texts: [/no VSphereClusterIdentity nope/],
  },
  {
    title: "a pool whose only address a machine has",
    check: "address-pool",
    overrides: () => ({
      site: {
        node: { nameservers: ["127.0.0.53"] },
        variables: { network: { addressesFromPools: [poolReference] } },
      },
    }),
    make: usedUpPool,
    texts: [/InClusterIPPool default\/edge has 0 free addresses/, /addressesFromPools\[0\]/],
  },
  {
    title: "a package and a Secret with its values that do not exist",
    check: "packages",
    overrides: () => ({
      site: {
        packages: { additional: [{ refName: "ghost.example.com.1.0.0", valuesFrom: { secretRef: "nope" } }] },
      },
    }),
    texts: [
      /no Package ghost\.example\.com\.1\.0\.0 in tkg-system/,
      /no Secret default\/nope/,
      /site\.packages\.additional\[0\]\.refName/,
    ],
  },
  {
    title: "credentials that TKG's admission cannot use",
    check: "admission",
    make: create(() => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "workload-snc", namespace: "default" },
      stringData: { username: "another", password: "wrong" },
    })),
    texts: [/failed to login to vSphere/],
  },
];
