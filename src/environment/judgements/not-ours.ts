/** What a stack cannot use because it is not its own, in words: what was found, whose it is, and the ways on. */
import type { LiveObject } from "../../clients/live-object.js";
import type { SiteSpec } from "../../config/stack-spec.js";
import { compatibilityConfigMapName, tkrName } from "../../config/tkr-version.js";
import { systemNamespace } from "../../manifests/kubernetes-object.js";
import { isManagementsOwn } from "../facts/cluster.js";
import { wrongValue, type Finding } from "../finding.js";
import { markOf, type StackView } from "./standing.js";

const path = "tkg-edge:site.name";

/** An object of a site that was made by others. */
export function foreignObject(
  object: LiveObject,
  { adopt }: Pick<SiteSpec, "adopt">,
  { mark }: StackView,
): Finding {
  const what = nameOf(object);
  const maker = markOf(object);
  if (isManagementsOwn(object)) {
    return wrongValue(
      path,
      `"${object.metadata.name}", but ${what} is the management cluster itself`,
      "the name of a workload cluster: a stack that had its own management cluster as a site could destroy it",
    );
  }
  if (maker === undefined) {
    return wrongValue(
      path,
      `"${object.metadata.name}", but ${what} exists and was not created by this stack`,
      "another name for this site, or tkg-edge:site.adopt: true, which takes over what exists as it is " +
        "(docs/first-site.md)",
    );
  }
  if (maker === mark) {
    return wrongValue(
      path,
      `"${object.metadata.name}", but ${what} belongs to a stack of this name, ${maker}, and the state of this stack does not hold it`,
      "the backend that holds the state (pulumi login, or pulumi stack import), or another name for this site; " +
        "if the state is lost, tkg-edge:site.adopt: true takes over what exists",
    );
  }
  return wrongValue(
    path,
    `"${object.metadata.name}", but ${what} belongs to the stack ${maker}`,
    `another name for this site${adopt ? "; tkg-edge:site.adopt does not take anything from another stack" : ""}. ` +
      `To move the cluster here, hand it over from ${maker} first (docs/stacks.md, "Handing a cluster over")`,
  );
}

/** An object in the way that goes by itself. */
export function leavingObject(object: LiveObject): Finding {
  const { name, namespace = "default" } = object.metadata;
  return wrongValue(
    path,
    `"${name}", but ${nameOf(object)} is still being deleted`,
    `the name to be free: wait until it is gone (kubectl get ${(object.kind ?? "").toLowerCase()} ${name} -n ${namespace}), then run the same command again`,
  );
}

/** Objects of a TKr that a stack wants to install. @param objects at least one */
export function foreignTkr(
  key: string,
  version: string,
  objects: readonly LiveObject[],
  { mark }: StackView,
): Finding {
  const makers = [...new Set(objects.flatMap((object) => markOf(object) ?? []))];
  const names = objects.map(nameOf).join(", ");
  if (makers.length > 0) {
    const sameName = makers.includes(mark) ? ", whose state this stack does not hold," : "";
    return wrongValue(
      key,
      `"${version}", which the stack ${makers.join(", ")}${sameName} installed on this management cluster (${names})`,
      "one stack for each TKr of a management cluster: take it out of this stack, and let sites name the other one in " +
        "tkg-edge:site.from.management, or the TKr in tkg-edge:site.tkrVersion (docs/stacks.md)",
    );
  }
  return wrongValue(
    key,
    `"${version}", which is on this management cluster already and was not installed by this stack (${names})`,
    "a TKr that this stack is to install. To use what is there, set tkg-edge:management.tkr.install: auto, which needs the " +
      "TKr itself, or take it out of this stack and name it in tkg-edge:site.tkrVersion (docs/first-site.md); otherwise " +
      "remove these objects first",
  );
}

const installKey = "tkg-edge:management.tkr.install";

/** A TKr that is not to be installed, of the stack that has installed it. */
export function installedTkr(version: string): Finding {
  return wrongValue(
    installKey,
    `"never", but the state of this stack holds what TKr ${version} was installed from`,
    "auto or always: this stack keeps the TKr, and removes it on destroy once no Cluster runs it (docs/stacks.md)",
  );
}

/** A TKr that is not to be installed and is not there. @param key names the TKr */
export function missingTkr(key: string, version: string): Finding {
  return wrongValue(
    key,
    `"${version}", which the management cluster does not have`,
    `a TKr of the management cluster (kubectl get tkr), since ${installKey} is "never"; with auto this stack installs it`,
  );
}

/** A TKr on its way out that this stack did not install. @param key names the TKr */
export function leavingTkr(key: string, version: string): Finding {
  return wrongValue(
    key,
    `"${version}", but TanzuKubernetesRelease ${tkrName(version)} is still being deleted`,
    `it to be gone, or another TKr: wait (kubectl get tkr ${tkrName(version)}), then run the same command again`,
  );
}

/** A ConfigMap of others that does not declare a TKr compatible, under the name of the one that would. */
export function foreignConfigMap(key: string, version: string): Finding {
  const name = `${systemNamespace}/${compatibilityConfigMapName(version)}`;
  return wrongValue(
    key,
    `"${version}", which is not compatible with this management cluster, and ConfigMap ${name}, which this stack did not ` +
      "create, does not list it",
    `that ConfigMap to list "${version}" in data.tkrVersions, or to be removed, so that this stack creates it`,
  );
}

/** `Kind namespace/name` */
function nameOf({ kind = "object", metadata: { namespace, name } }: LiveObject): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
