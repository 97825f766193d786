/** Faults of a site's configuration. */
import { create, occupyEndpoint, pausedCluster, type PreflightFault } from "./scene.js";

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
