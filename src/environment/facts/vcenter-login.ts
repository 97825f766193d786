/** Whether a vCenter takes a login, and what it reports of itself. */
import * as z from "zod";
import { failureCause } from "../../clients/failure-cause.js";
import { isLateText } from "../../clients/patience.js";
import type { ToolResult } from "../../clients/tool.js";
import { vcenterFailure, type VcenterFailure } from "../../clients/vcenter-failure.js";
import type { VcenterAddress } from "../../clients/vcenter.js";
import { lenient, text } from "./lenient.js";

const aboutSchema = z.object({ about: lenient(z.object({ version: text, build: text, apiType: text })) });

export type About = NonNullable<z.output<typeof aboutSchema>["about"]>;

export type LoginFacts =
  | { readonly result: "accepted"; readonly about: About | undefined }
  /** Of user and password. @param words in parentheses, of who answered so */
  | { readonly result: "refused"; readonly words: string }
  /** It was not tried. */
  | { readonly result: "no tool"; readonly words: string }
  | { readonly result: "failed"; readonly words: string; readonly failure: VcenterFailure };

/** @param address by which it was tried; its password is not needed. @param answer of `govc about -json` */
export function readLogin(
  address: Omit<VcenterAddress, "password">,
  { ok, stdout, stderr }: ToolResult,
): LoginFacts {
  if (ok) return { result: "accepted", about: aboutSchema.safeParse(JSON.parse(stdout)).data?.about };
  const words = isLateText(stderr) ? `(${stderr})` : `(govc reports: ${stderr.replace(/^govc: */, "")})`;
  if (/login failure|incorrect user name or password|InvalidLogin/i.test(stderr)) {
    return { result: "refused", words };
  }
  const cause = failureCause(stderr);
  if (cause === "tool-missing") return { result: "no tool", words: stderr };
  const { thumbprint, caFile } = address;
  const insecure = thumbprint === undefined && caFile === undefined;
  return { result: "failed", words, failure: vcenterFailure(cause, { ...address, insecure }) };
}
