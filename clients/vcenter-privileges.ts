/**
 * Which privileges the stack's user has in vCenter. govc has no command for this question, so the three calls are made
 * here, on a connection whose certificate is verified before the login is sent.
 */
import { UserError } from "../config/problem.js";
import { callVcenter, logOut, type VcenterAnswer } from "./vcenter-requests.js";
import type { VcenterAddress } from "./vcenter.js";

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
      `<userName>${escape(address.username)}</userName><password>${escape(address.password)}</password></Login>`,
  );
  try {
    const entities = objects.map((object) => {
      const [type = "", id = ""] = object.split(":");
      return `<entities type="${escape(type)}">${escape(id)}</entities>`;
    });
    const answer = await call(
      address,
      `<FetchUserPrivilegeOnEntities xmlns="urn:vim25"><_this type="AuthorizationManager">AuthorizationManager</_this>` +
        `${entities.join("")}<userName>${escape(address.username)}</userName></FetchUserPrivilegeOnEntities>`,
      login.cookie,
    );
    return readPrivileges(answer.body);
  } finally {
    await logOut(address, login.cookie).catch(() => undefined);
  }
}

/** Exported for its tests. */
export function readPrivileges(xml: string): ReadonlyMap<ObjectReference, ReadonlySet<string>> {
  const results = [...xml.matchAll(/<returnval[^>]*>(.*?)<\/returnval>/gs)].map(([, text = ""]) => {
    const entity = /<entity[^>]*\btype="([^"]*)"[^>]*>([^<]*)</.exec(text);
    const privileges = [...text.matchAll(/<privileges>([^<]*)</g)].map(([, privilege = ""]) => privilege);
    return [`${entity?.[1] ?? ""}:${entity?.[2] ?? ""}`, new Set(privileges)] as const;
  });
  return new Map(results);
}

async function call(address: VcenterAddress, body: string, cookie?: string): Promise<VcenterAnswer> {
  const answer = await callVcenter(address, body, cookie);
  if (answer.status === 200) return answer;
  const fault = /<faultstring>([^<]*)</.exec(answer.body)?.[1] ?? `HTTP ${answer.status}`;
  throw new UserError(
    `vCenter ${address.server} does not tell the privileges of ${address.username}: ${fault}`,
  );
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
