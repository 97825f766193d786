/** One bad input: what somebody writes by mistake, where the problem is reported and what it says. */

/** What somebody writes in place of the right value; `undefined` leaves the key out. */
export interface BadInput {
  /** Config path that is changed. */
  readonly change: string;
  readonly to: unknown;
  /** Config path of the one problem that is reported. @default - `change` */
  readonly at?: string;
  /** Part of what the problem says is expected. */
  readonly says: string;
  /** Further changes that the mistake needs to be one. */
  readonly with?: Readonly<Record<string, unknown>>;
}

/** Stands for a secret in the wrong place; no output may hold it. */
export const marker = "s3cr3t-Marker";

/** One changed key. */
export const bad = (change: string, to: unknown, says: string, at?: string): BadInput => ({
  change,
  to,
  says,
  ...(at !== undefined && { at }),
});

export const base64 = (text: string): string => Buffer.from(text).toString("base64");

export const privateKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${marker}\n-----END OPENSSH PRIVATE KEY-----`;
