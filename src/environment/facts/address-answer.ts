/** What a TCP port answers to a request for a connection. Nothing is sent. */
import { connect } from "node:net";

export type AddressAnswer = "open" | "refused" | "silent";

/** Longer than the second after which TCP retransmits. */
const patienceMilliseconds = 1500;

export function knock(host: string, port: number): Promise<AddressAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patienceMilliseconds });
    const end = (answer: AddressAnswer) => {
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
