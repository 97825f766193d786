/** One bad input: a mistake of a user, the key of the reported problem and its text. */

/** The mistaken value; `undefined` omits the key. */
export interface BadInput {
  /** Config path that is changed. */
  readonly change: string;
  readonly to: unknown;
  /** Config path of the one problem that is reported. @default - `change` */
  readonly at?: string;
  /** Part of the problem's expected value. */
  readonly expected: string;
  /** Further changes that the mistake needs to be one. */
  readonly with?: Readonly<Record<string, unknown>>;
}

/** Stands for a secret in the wrong place; no output may hold it. */
export const marker = "s3cr3t-Marker";

/** One changed key. */
export const bad = (change: string, to: unknown, expected: string, at?: string): BadInput => ({
  change,
  to,
  expected,
  ...(at !== undefined && { at }),
});

export const base64 = (text: string): string => Buffer.from(text).toString("base64");

export const privateKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${marker}\n-----END OPENSSH PRIVATE KEY-----`;
