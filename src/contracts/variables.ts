/** Names of the environment variables by which a command gets the inputs of its contract. */

/** JSON of the contract's `input`. */
export const inputVariable = "TKG_EDGE_INPUT";

/** JSON of the contract's `task`. */
export const taskVariable = "TKG_EDGE_TASK";

/** Why a command resource was last run, other than being new. */
export const reasonVariable = "TKG_EDGE_REASON";

/** The variable of a single text: `vcenterPassword` is in `TKG_EDGE_VCENTER_PASSWORD`. */
export function variableOf(name: string): string {
  return `TKG_EDGE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
