import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { ApiConnection } from "../../../sandbox/stand-ins/runtime/api-connection.js";

describe("a connection to an API server that resets what it cannot take", () => {
  let server: Server;
  let connection: ApiConnection;
  let connections = 0;
  let second: Promise<unknown>;

  beforeEach(async () => {
    connections = 0;
    server = createServer((socket) => {
      connections += 1;
      if (connections === 2) server.emit("second");
      socket.resetAndDestroy();
    });
    second = once(server, "second");
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    connection = new ApiConnection({
      server: `https://127.0.0.1:${port}`,
      ca: "",
      certificate: "",
      key: "",
    });
  });
  afterEach(async () => {
    connection.close();
    server.close();
    await once(server, "close");
  });

  it("sends a read again", async () => {
    const aborted = new AbortController();
    const read = connection.open("GET", "/version", { signal: aborted.signal });
    const failed = assert.rejects(read, { name: "AbortError" });
    await second;
    aborted.abort();
    await failed;
  });

  it("sends nothing else again: it may have been done", async () => {
    await assert.rejects(connection.open("POST", "/api", { body: {} }), { code: "ECONNRESET" });
    assert.equal(connections, 1);
  });
});
