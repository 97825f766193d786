// A client of the workload cluster's API with the rights of kubeadm's administrator.
import { KubeConfig } from "@kubernetes/client-node";
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
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [
      {
        name: "workload",
        server: `https://${endpoint.host}:${endpoint.port}`,
        caData: base64(clusterCa.certificate),
        skipTLSVerify: false,
      },
    ],
    users: [{ name: "kubernetes-admin", certData: base64(admin.certificate), keyData: base64(admin.key) }],
    contexts: [{ name: "guest", cluster: "workload", user: "kubernetes-admin" }],
    currentContext: "guest",
  });
  return new KubeClient(config, "stand-in:guest");
}
