import { connect } from "node:net";
import { failure, ok, warning, type Check } from "../check.js";

/** Longer than the second after which TCP asks again. */
const patienceMilliseconds = 1500;

export const endpointSilent: Check = {
  name: "endpoint-silent",
  group: "site",
  why: "A machine that has the address already would answer in the new cluster's stead.",
  mend: "choose another tkg-edge:site.controlPlaneEndpoint, or find out who has this one (arping, the DHCP server's leases)",
  needs: ["management-reachable", "ownership", "endpoint-unused"],
  sections: ["site"],
  async run(surroundings) {
    const { controlPlaneEndpoint: host, variables } = surroundings.site;
    const port = variables.apiServerPort ?? 6443;
    const answer = await knock(host, port);
    const path = "tkg-edge:site.controlPlaneEndpoint";
    if (answer === "silent") return ok(`nobody answers at ${host}:${port}`);
    if (await surroundings.liveCluster()) return ok(`the site's own Cluster is at ${host}`);
    if (answer === "open") return failure(`somebody listens at ${host}:${port}`, "silence", { path });
    // Every loopback address refuses connections; on a network only a machine that has the address does.
    if (host.startsWith("127.")) return ok(`nobody listens at ${host}:${port}`);
    return warning(`${host} refuses connections to port ${port}: some machine has this address`, "silence", {
      path,
    });
  },
};

/** Asks for a TCP connection and closes it. Nothing is sent. */
function knock(host: string, port: number): Promise<"open" | "refused" | "silent"> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patienceMilliseconds });
    const end = (answer: "open" | "refused" | "silent") => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => {
      end("open");
    });
    socket.once("timeout", () => {
      end("silent");
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      end(error.code === "ECONNREFUSED" ? "refused" : "silent");
    });
  });
}
