/** Can this stack log in to its vCenter? Asked before a provider or controller could answer in its own words. */
import { failureCause } from "../clients/failure-cause.js";
import { isLateText } from "../clients/patience.js";
import { vcenterFailure } from "../clients/vcenter-failure.js";
import { withGovc } from "../clients/vcenter.js";
import type { VcenterConnection } from "../config/connection.js";
import type { Problem } from "../config/problem.js";

/** @returns what is wrong, by the config key that mends it */
export async function vcenterLoginProblems(vcenter: VcenterConnection, password: string): Promise<Problem[]> {
  const result = await withGovc({ ...vcenter, password }, (govc) => govc(["about", "-json"]));
  return result.ok ? [] : [explainLogin(vcenter, result.stderr)];
}

/** Turns govc's error into a problem; exported for its table of texts in the unit tests. */
export function explainLogin(vcenter: VcenterConnection, stderr: string): Problem {
  const words = isLateText(stderr) ? `(${stderr})` : `(govc reports: ${stderr.replace(/^govc: */, "")})`;
  const key = (name: string) => `tkg-edge:connection.vcenter.${name}`;
  if (/login failure|incorrect user name or password|InvalidLogin/i.test(stderr)) {
    return {
      path: "tkg-edge:vcenterPassword",
      expected:
        `the password of ${vcenter.username}, which vCenter ${vcenter.server} refused; set it with ` +
        `pulumi config set --secret tkg-edge:vcenterPassword, or fix ${key("username")} ${words}`,
    };
  }
  const cause = failureCause(stderr);
  if (cause === "tool-missing") return { path: "govc", expected: stderr };
  const { path, text } = vcenterFailure(cause, vcenter);
  const found = path === key("thumbprint") ? vcenter.thumbprint : foundAt(path, vcenter);
  return { path, ...(found !== undefined && { found: `"${found}"` }), expected: `${text} ${words}` };
}

function foundAt(path: string, { server, caFile }: VcenterConnection): string | undefined {
  if (path.endsWith(".server")) return server;
  return path.endsWith(".caFile") ? caFile : undefined;
}
