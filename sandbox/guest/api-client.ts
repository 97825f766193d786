// A client of the workload cluster's API with the rights of kubeadm's administrator.
import type { ApiAccess } from "../stand-ins/runtime/api-access.js";
import { KubeClient } from "../stand-ins/runtime/kube-client.js";
import { issueCertificate } from "./certificates.js";
import type { NodeBootstrap } from "./user-data.js";

/** Makes a client for whatever serves the endpoint; its certificate is issued by the cluster's own authority. */
export async function administrator({ clusterCa, endpoint }: NodeBootstrap): Promise<KubeClient> {
  const admin = await issueCertificate(clusterCa, {
    commonName: "kubernetes-admin",
    organization: "system:masters",
    usage: "client",
  });
  const access: ApiAccess = {
    server: `https://${endpoint.host}:${endpoint.port}`,
    ca: clusterCa.certificate,
    certificate: admin.certificate,
    key: admin.key,
  };
  return new KubeClient(access, "stand-in:guest");
}
