/** What several contracts have in common. */
import * as z from "zod";

export const requiredText = z.string().min(1);

/** The management cluster's connection. */
export const managementInput = z.object({ kubeconfig: requiredText, context: requiredText });

/** Where vCenter is and how it is verified, for a command that has its credentials from elsewhere. */
export const vcenterAddressInput = z.object({
  server: requiredText,
  /** SHA-1, pinned when there is no CA file. */
  thumbprint: requiredText.optional(),
  caFile: requiredText.optional(),
});

export const vcenterInput = vcenterAddressInput.extend({ username: requiredText });

/** Of a contract without anything but input. */
export const inputAlone = { secrets: {}, first: {}, task: z.object({}), unread: [] } as const;

/** vCenter's address with its password, as clients take it. */
export const vcenterOf = <V extends object>(given: {
  readonly vcenter: V;
  readonly vcenterPassword: string;
}): V & { readonly password: string } => ({ ...given.vcenter, password: given.vcenterPassword });
