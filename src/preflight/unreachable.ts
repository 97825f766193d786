/** Why a management cluster does not answer, or not as expected: from kubectl's answer to what the user can fix. */
import { existsSync } from "node:fs";
import { failureCause, isLocal, type FailureCause } from "../clients/failure-cause.js";
import { contextsOf, serverOf } from "../clients/kubeconfig.js";
import { requestSeconds } from "../clients/patience.js";
import { explainProxy, isProxyCause } from "../clients/proxy-failure.js";
import type { ManagementConnection } from "../config/connection.js";
import { nearest } from "../config/nearest.js";
import type { Problem } from "../config/problem.js";

const sandboxIsDown = "the sandbox is not running: make sandbox-up";

/** A management cluster that does not answer, or not as expected. @param answer of kubectl */
export function unreachable(address: ManagementConnection, answer: string): Problem {
  const cause = failureCause(answer);
  if (isProxyCause(cause)) {
    return { path: "HTTPS_PROXY", expected: `${explainProxy(cause, "the management cluster")} (${answer})` };
  }
  const path = "tkg-edge:connection.managementCluster";
  const found = `kubeconfig "${address.kubeconfig}", context "${address.context}"`;
  if (!existsSync(address.kubeconfig)) {
    return { path, found, expected: `${isSandbox(address) ? sandboxIsDown : missingFile} (${answer})` };
  }
  if (isLocal(cause)) return { path, found, expected: answer };
  const expected = ofKubeconfig(address, answer) ?? (cause && ofCause(cause, address)) ?? anAnswer;
  return { path, found, expected: `${expected} (${answer})` };
}

const anAnswer =
  "a management cluster that answers; check kubeconfig, context and network. Until it does, nobody can tell what a " +
  "change would do to a running cluster, so nothing is guessed";

const missingFile =
  "a kubeconfig file that exists on this machine. A missing file is not a management cluster that is gone: " +
  "PULUMI_K8S_DELETE_UNREACHABLE=true would now drop running clusters from the state";

/** What kubectl alone says, of a kubeconfig or of a cluster that is none of TKG's. */
function ofKubeconfig({ kubeconfig, context }: ManagementConnection, answer: string): string | undefined {
  if (
    /context ".*" does not exist|no context exists with the name|context was not found for specified/.test(
      answer,
    )
  ) {
    const known = contextsOf(kubeconfig);
    const meant = nearest(context, known);
    const suggestion = meant === undefined ? "" : `; did you mean "${meant}"?`;
    return `a context of that file: ${known.join(", ") || "it has none"}${suggestion}`;
  }
  if (answer.includes("doesn't have a resource type")) {
    return "a TKG management cluster: this one answers and does not have the kinds that TKG installs";
  }
  return undefined;
}

/** @returns undefined for a cause of which no more is known than kubectl's answer */
function ofCause(cause: FailureCause, address: ManagementConnection): string | undefined {
  switch (cause) {
    case "refused":
      return isSandbox(address) ? sandboxIsDown : undefined;
    case "no-answer":
      return noAnswer(address);
    case "forbidden":
      return "a login that may list namespaces, Clusters, TanzuKubernetesReleases and OSImages in all namespaces";
    case "login-refused":
      return "a login that the API server accepts; renew the certificate, token or session of that context";
    case "certificate-expired":
    case "certificate-not-yet-valid":
    case "certificate-of-other-name":
    case "certificate-untrusted":
      return (
        "an API server whose certificate the kubeconfig verifies: its CA (certificate-authority), its name " +
        "(tls-server-name) and its validity"
      );
    default:
      return undefined;
  }
}

function noAnswer(address: ManagementConnection): string {
  const restart = isSandbox(address) ? " A frozen sandbox is restarted by make sandbox-down sandbox-up." : "";
  const server = serverOf(address.kubeconfig, address.context) ?? "the API server";
  return (
    `an answer from ${server} within ${requestSeconds} s. Nothing is changed until it answers: check that the API server ` +
    `is not overloaded or stopped, and that no firewall or proxy drops the connection.${restart}`
  );
}

const isSandbox = ({ kubeconfig }: ManagementConnection): boolean =>
  kubeconfig.split("/").includes(".sandbox");
