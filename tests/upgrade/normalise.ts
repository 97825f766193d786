/** Takes what differs from one sandbox and one run to the next out of a text, so that fixtures can be compared and kept. */

export interface RunValues {
  /** Directories of the run by what stands for them. */
  readonly directories: Readonly<Record<string, string>>;
  /** The sandbox's addresses, e.g. "127.66.3". */
  readonly block: string;
  /** Of the sandbox's vCenter. */
  readonly thumbprint: string;
}

const uid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const time = /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
const thumbprint = "47:F5:83:8E:5D:36:00:11:22:33:44:55:66:77:72:5A:89:7D:29:E5";

/** The same text of every run, but for what is encrypted, certificates and their checksums. UIDs are numbered as they come. */
export function normalise(text: string, { directories, block, thumbprint: own }: RunValues): string {
  const known = Object.entries(directories)
    // The longest first: one may lie in another.
    .sort(([, one], [, other]) => other.length - one.length)
    .reduce((result, [name, directory]) => result.replaceAll(directory, name), text)
    .replaceAll(`${block}.`, "127.0.9.")
    .replaceAll(own, thumbprint);
  const numbers = new Map<string, number>();
  return known
    .replace(uid, (found) => {
      const number = numbers.get(found) ?? numbers.size + 1;
      numbers.set(found, number);
      return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
    })
    .replace(time, "2026-01-01T00:00:00Z")
    .replace(/("resourceVersion": ?)"\d+"/g, '$1"1"');
}
