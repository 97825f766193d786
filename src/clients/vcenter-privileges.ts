/**
 * Which privileges the stack's user has in vCenter. govc has no command for this question, so the three calls are made
 * here, on a connection whose certificate is verified before the login is sent.
 */
import { UserError } from "../config/problem.js";
import { callVcenter, logOut, type VcenterAnswer } from "./vcenter-requests.js";
import type { VcenterAddress } from "./vcenter.js";
import { escapeXml, parseXml } from "./xml.js";

/** Namespace of the SOAP API. */
const vim = "urn:vim25";

/** `Datastore:datastore-12`, as govc prints references. */
export type ObjectReference = string;

/**
 * @returns the user's privileges by object
 * @throws UserError when vCenter does not answer the question
 */
export async function userPrivileges(
  address: VcenterAddress,
  objects: readonly ObjectReference[],
): Promise<ReadonlyMap<ObjectReference, ReadonlySet<string>>> {
  const login = await call(
    address,
    `<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this>` +
      `<userName>${escapeXml(address.username)}</userName><password>${escapeXml(address.password)}</password></Login>`,
  );
  try {
    const entities = objects.map((object) => {
      const [type = "", id = ""] = object.split(":");
      return `<entities type="${escapeXml(type)}">${escapeXml(id)}</entities>`;
    });
    const answer = await call(
      address,
      `<FetchUserPrivilegeOnEntities xmlns="urn:vim25"><_this type="AuthorizationManager">AuthorizationManager</_this>` +
        `${entities.join("")}<userName>${escapeXml(address.username)}</userName></FetchUserPrivilegeOnEntities>`,
      login.cookie,
    );
    return await readPrivileges(answer.body);
  } finally {
    await logOut(address, login.cookie).catch(() => undefined);
  }
}

/** Exported for its tests. @throws Error when the answer is no XML */
export async function readPrivileges(
  xml: string,
): Promise<ReadonlyMap<ObjectReference, ReadonlySet<string>>> {
  const results = [...(await parseXml(xml)).getElementsByTagNameNS(vim, "returnval")].map((result) => {
    const [entity] = result.getElementsByTagNameNS(vim, "entity");
    const privileges = [...result.getElementsByTagNameNS(vim, "privileges")];
    const reference = `${entity?.getAttribute("type") ?? ""}:${entity?.textContent ?? ""}`;
    return [reference, new Set(privileges.map(({ textContent }) => textContent ?? ""))] as const;
  });
  return new Map(results);
}

async function call(address: VcenterAddress, body: string, cookie?: string): Promise<VcenterAnswer> {
  const answer = await callVcenter(address, body, cookie);
  if (answer.status === 200) return answer;
  const fault = (await faultOf(answer.body)) ?? `HTTP ${answer.status}`;
  throw new UserError(
    `vCenter ${address.server} does not report the privileges of ${address.username}: ${fault}`,
  );
}

/** Text of the fault in an answer. Exported for its tests. @returns undefined where there is none, as in a proxy's page */
export async function faultOf(answer: string): Promise<string | undefined> {
  const document = await parseXml(answer).catch(() => undefined);
  // Without a namespace in SOAP 1.1.
  return document?.getElementsByTagName("faultstring")[0]?.textContent ?? undefined;
}
