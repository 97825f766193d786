/** What can be wrong with the registry. */
import { join } from "node:path";
import { switchFaults, type PreflightFault } from "./scene.js";

export const registryFaults: readonly PreflightFault[] = [
  {
    title: "a registry that does not answer",
    check: "registry-reachable",
    overrides: ({ sandbox }) => ({ connection: { registry: { host: `${sandbox.block}.4:1/tkg` } } }),
    texts: [/\.4:1/, /connection\.registry\.host/],
  },
  {
    title: "a registry whose CA is another",
    check: "registry-reachable",
    overrides: ({ sandbox }) => ({
      connection: { registry: { caFile: join(sandbox.directory, "pki", "front-proxy-ca.crt") } },
    }),
    texts: [/connection\.registry\.caFile/, /tkg-edge sandbox CA/],
  },
  {
    title: "a bundle that is not there",
    check: "bundle",
    overrides: () => ({ management: { tkr: { version: "v1.26.5+vmware.1-tiny.9-tkg.1" } } }),
    texts: [/v1\.26\.5_vmware\.1-tiny\.9-tkg\.1 does not exist/],
  },
  {
    title: "a bundle that only a login may pull",
    check: "bundle-anonymous",
    overrides: () => ({ connection: { registry: { username: "edge" } } }),
    make: switchFaults({ registryLogin: "edge:registry-password" }),
    texts: [/tkr-vsphere-edge:v1\.25\.7_\S+ is refused without a login/, /readable by anybody/],
  },
  {
    title: "a registry whose CA the TKr controller does not know",
    check: "controller-trust",
    make: async ({ apis }) => {
      const config = ["configmap", "tkr-controller-config", "-n", "tkg-system"];
      const before = await apis.kubectl(["get", ...config, "-o", "json"]);
      const { data } = JSON.parse(before) as { readonly data: Readonly<Record<string, string>> };
      const set = (caCerts: string) =>
        apis.kubectl(["patch", ...config, "--type=merge", "-p", JSON.stringify({ data: { caCerts } })]);
      await set("");
      return async () => {
        await set(data.caCerts ?? "");
      };
    },
    texts: [/lacks the CA of/, /management\.trustRegistryCa/],
  },
];
