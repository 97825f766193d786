// Ends a process that an engine started, by the engine's address; see end-with-engine.js. A file of its own, because a command
// has no use for HTTP/2, which takes milliseconds to load. (A dynamic import would not do: the stand-in for the command
// plugin runs as a script that was compiled before, which has none.)
import { connect } from "node:http2";

/**
 * Ends this process when no engine listens at an address any more. It holds an idle connection, as gRPC does, so that the
 * end is seen at once and nothing is polled; neither keeps the process alive.
 * @param {string | undefined} address `host:port`; undefined where no engine started this process
 * @param {() => void} end
 * @param {number} againMilliseconds pause before the next connection, where one ended
 */
export function endWithEngineAt(address, end = () => process.exit(1), againMilliseconds = 1000) {
  if (!address) return;
  const watch = () => {
    let refused = false;
    const session = connect(`http://${address}`);
    session.unref();
    session.on("error", (error) => {
      refused = error.code === "ECONNREFUSED";
    });
    session.on("close", () => {
      if (refused) end();
      // A connection may end for other reasons; only the next one proves that nobody is there.
      else setTimeout(watch, againMilliseconds).unref();
    });
  };
  watch();
}
