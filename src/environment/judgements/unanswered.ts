/** Why a management cluster does not answer, or not as expected, by what the user can fix. Pure. */
import type { FailureCause } from "../../clients/failure-cause.js";
import type { ManagementAddress } from "../../clients/management-cluster.js";
import { nearest } from "../../config/nearest.js";
import type { Unanswered } from "../facts/unanswered.js";
import { unreadValue, wrongValue, type Finding } from "../finding.js";

const sandboxIsDown = "the sandbox is not running: make sandbox-up";

export function unanswered(address: ManagementAddress, facts: Unanswered): Finding {
  const { words, cause, proxy } = facts;
  if (proxy !== undefined) {
    return unreadValue("HTTPS_PROXY", "the management cluster cannot be reached", `${proxy} (${words})`);
  }
  const wrong = (expected: string): Finding =>
    wrongValue(
      "tkg-edge:connection.managementCluster",
      `kubeconfig "${address.kubeconfig}", context "${address.context}"`,
      expected,
    );
  if (!facts.hasKubeconfig) return wrong(`${isSandbox(address) ? sandboxIsDown : missingFile} (${words})`);
  if (facts.isLocal) return wrong(words);
  const expected = ofKubeconfig(address, facts) ?? (cause && ofCause(cause, address, facts)) ?? anAnswer;
  return wrong(`${expected} (${words})`);
}

const anAnswer =
  "a management cluster that answers; check kubeconfig, context and network. Until it does, the effect of a " +
  "change on a running cluster is unknown, and nothing is done";

const missingFile =
  "a kubeconfig file that exists on this machine. A missing file is not a management cluster that is gone: " +
  "PULUMI_K8S_DELETE_UNREACHABLE=true would now drop running clusters from the state";

/** What kubectl alone reports, of a kubeconfig or of a cluster that is none of TKG's. */
function ofKubeconfig({ context }: ManagementAddress, { words, contexts }: Unanswered): string | undefined {
  if (
    /context ".*" does not exist|no context exists with the name|context was not found for specified/.test(
      words,
    )
  ) {
    const meant = nearest(context, contexts);
    const suggestion = meant === undefined ? "" : `; did you mean "${meant}"?`;
    return `a context of that file: ${contexts.join(", ") || "it has none"}${suggestion}`;
  }
  if (words.includes("doesn't have a resource type")) {
    return "a TKG management cluster: this one answers and does not have the kinds that TKG installs";
  }
  return undefined;
}

/** @returns undefined for a cause of which no more is known than kubectl's answer */
function ofCause(cause: FailureCause, address: ManagementAddress, facts: Unanswered): string | undefined {
  switch (cause) {
    case "refused":
      return isSandbox(address) ? sandboxIsDown : undefined;
    case "no-answer":
      return noAnswer(address, facts);
    case "forbidden":
      return "a login with the rights that tkg-edge permissions prints (docs/permissions.md)";
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

function noAnswer(address: ManagementAddress, { server, waitedSeconds }: Unanswered): string {
  const restart = isSandbox(address) ? " A frozen sandbox is restarted by make sandbox-down sandbox-up." : "";
  return (
    `an answer from ${server ?? "the API server"} within ${waitedSeconds} s. Nothing is changed until it answers: check that the API server ` +
    `is not overloaded or stopped, and that no firewall or proxy drops the connection.${restart}`
  );
}

const isSandbox = ({ kubeconfig }: ManagementAddress): boolean => kubeconfig.split("/").includes(".sandbox");
