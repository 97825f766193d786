/** Ctrl-C once and twice. A closed terminal counts as once; a request to end, as pipelines send it, as twice. */
import { handlesSignals } from "../../../clients/own-signals.js";

/** @returns stops listening */
export function onStopSignals(once: () => void, twice: () => void): () => void {
  let count = 0;
  const interrupted = () => {
    count += 1;
    if (count === 1) once();
    else twice();
  };
  const listeners = [
    ["SIGINT", interrupted],
    ["SIGHUP", once],
    ["SIGTERM", twice],
  ] as const;
  for (const [signal, listener] of listeners) process.on(signal, listener);
  const letGo = handlesSignals();
  return () => {
    letGo();
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}
