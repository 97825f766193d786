/** Can this stack log in to its vCenter, and is it one that the vendor supports? Pure. */
import type { VcenterFailure } from "../../clients/vcenter-failure.js";
import type { VcenterAddress } from "../../clients/vcenter.js";
import { majorOf } from "../../config/release-order.js";
import type { VsphereSupport } from "../../config/vsphere-support.js";
import type { About, LoginFacts } from "../facts/vcenter-login.js";
import { failure, ok, unreadValue, warning, wrongValue, type Finding } from "../finding.js";

const key = (name: string) => `tkg-edge:connection.vcenter.${name}`;

/** @returns whether the login is accepted; otherwise what is wrong, by the config key that fixes it */
export function loginUse(vcenter: Omit<VcenterAddress, "password">, login: LoginFacts): Finding {
  const { server, username } = vcenter;
  switch (login.result) {
    case "accepted":
      return ok(`${username} may log in to ${server}`);
    case "refused":
      return unreadValue(
        "tkg-edge:vcenterPassword",
        `vCenter ${server} refuses the login of ${username}`,
        `the password of ${username}, which vCenter ${server} refused; set it with ` +
          `pulumi config set --secret tkg-edge:vcenterPassword, or fix ${key("username")} ${login.words}`,
      );
    case "no tool":
      return unreadValue("govc", "govc cannot be started", login.words);
    case "failed":
      return unreachedVcenter(vcenter, login.failure, login.words);
  }
}

/** @param words in parentheses, of who was not answered */
export function unreachedVcenter(
  vcenter: Omit<VcenterAddress, "password">,
  { path, text }: VcenterFailure,
  words: string,
): Finding {
  const expected = `${text} ${words}`;
  const value = configured(path, vcenter);
  return value === undefined
    ? unreadValue(path, `the login to ${vcenter.server} failed`, expected)
    : wrongValue(path, `"${value}"`, expected);
}

function configured(
  path: string,
  { server, thumbprint, caFile }: Omit<VcenterAddress, "password">,
): string | undefined {
  switch (path) {
    case key("thumbprint"):
      return thumbprint;
    case key("server"):
      return server;
    case key("caFile"):
      return caFile;
    default:
      return undefined;
  }
}

/**
 * @param about undefined where it reports nothing of itself
 * @param support the major versions that the vendor names; undefined where the TKG release is not known
 */
export function supportedVcenter(about: About | undefined, support: VsphereSupport | undefined): Finding {
  const version = about?.version ?? "(not reported)";
  const path = key("server");
  if (about?.apiType !== "VirtualCenter") {
    return failure(`the server is ${about?.apiType ?? "something else"} ${version}`, "a vCenter", { path });
  }
  const major = majorOf(version);
  const { majors, by } = support ?? anyRelease;
  const reports = `vCenter reports version ${version}`;
  const named = `version ${majors.join(" or ")}`;
  if (major === undefined || major < Math.min(...majors)) return failure(reports, `${named}${by}`, { path });
  if (support === undefined && major === 7) {
    return warning(reports, "version 8, or TKG 2.3 and later, which support version 7 too", { path });
  }
  return majors.includes(major)
    ? ok(`vCenter ${version}, build ${about.build ?? ""}`)
    : warning(reports, `${named}${by}; the vendor names no later one for single-node clusters`, { path });
}

/** Without a known release: what any of them supports. */
const anyRelease: VsphereSupport = { majors: [7, 8], by: "" };
