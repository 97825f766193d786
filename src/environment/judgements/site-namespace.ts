/** Whether the namespace of a site can take its objects. Pure. */
import type { NamespaceFacts } from "../facts/namespace.js";
import { failure, ok, type Finding } from "../finding.js";

const path = "tkg-edge:site.namespace";

/** @param found undefined where it is not there */
export function siteNamespace(name: string, found: NamespaceFacts | undefined): Finding {
  if (found?.isLeaving)
    return failure(`namespace ${name} is being deleted`, "a namespace that stays", { path });
  if (found) return ok(`namespace ${name}`);
  const remedy = `kubectl create namespace ${name}`;
  return failure(`there is no namespace ${name}`, "an existing namespace", { path, remedy });
}
