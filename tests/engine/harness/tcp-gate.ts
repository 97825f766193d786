/** A port that leads to a server of the sandbox, and can be closed and opened again: an outage as a client sees it. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export class TcpGate {
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  private constructor(private readonly upstream: { readonly host: string; readonly port: number }) {}

  static async open(upstream: { readonly host: string; readonly port: number }): Promise<TcpGate> {
    const gate = new TcpGate(upstream);
    await gate.open();
    return gate;
  }

  /** host:port, the same each time that it is opened. */
  get address(): string {
    return `${this.upstream.host}:${this.#port}`;
  }

  async open(): Promise<void> {
    const server = createServer((from) => {
      const to = connect(this.upstream);
      for (const [socket, other] of [
        [from, to],
        [to, from],
      ] as const) {
        this.#sockets.add(socket);
        socket.once("close", () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
        socket.on("error", () => other.destroy());
        socket.pipe(other);
      }
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, this.upstream.host, resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Connections end, and new ones are refused. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    await new Promise((resolve) => {
      server.close(resolve);
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}
