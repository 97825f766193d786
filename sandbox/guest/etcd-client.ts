// The two etcd calls of a joining guest, over the JSON gateway: add a member, and check its health.
import { request } from "node:https";
import * as z from "zod";
import { issueCertificate } from "./certificates.js";
import type { NodeBootstrap } from "./user-data.js";

const memberAdded = z.looseObject({
  members: z.array(z.looseObject({ name: z.string().default(""), peerURLs: z.array(z.string()) })),
});

/**
 * Makes a new member known to an etcd cluster; until its process runs, the cluster may have no quorum.
 * @param client a member's client URL, e.g. "https://127.66.3.50:2379"
 * @param peer the new member's peer URL
 * @returns all members as etcd's flag --initial-cluster wants them
 */
export async function addMember(bootstrap: NodeBootstrap, client: string, peer: string): Promise<string> {
  const answer = await callGateway(
    bootstrap,
    `${client}/v3/cluster/member/add`,
    JSON.stringify({ peerURLs: [peer] }),
  );
  const { members } = memberAdded.parse(JSON.parse(answer));
  // A member that has not started yet has no name: the new one.
  return members
    .flatMap(({ name, peerURLs }) =>
      peerURLs.map((url) => `${name === "" ? bootstrap.hostName : name}=${url}`),
    )
    .join(",");
}

/** Whether a member takes part in a cluster that has a quorum. */
export async function isHealthy(bootstrap: NodeBootstrap, client: string): Promise<boolean> {
  try {
    return (
      z
        .looseObject({ health: z.string() })
        .parse(JSON.parse(await callGateway(bootstrap, `${client}/health`))).health === "true"
    );
  } catch {
    return false;
  }
}

async function callGateway(bootstrap: NodeBootstrap, url: string, body?: string): Promise<string> {
  const identity = await issueCertificate(bootstrap.etcdCa, { commonName: "guest", usage: "client" });
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: body === undefined ? "GET" : "POST",
        ca: bootstrap.etcdCa.certificate,
        cert: identity.certificate,
        key: identity.key,
        agent: false,
        timeout: 10_000,
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.once("end", () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`etcd answered ${response.statusCode ?? 0}: ${text.slice(0, 300)}`));
        });
      },
    );
    call.once("timeout", () => call.destroy(new Error(`${url} did not answer`)));
    call.once("error", reject);
    call.end(body);
  });
}
