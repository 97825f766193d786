/**
 * TKr versions, e.g. `v1.25.7+vmware.1-tiny.2-tkg.1`: their label form, their prefixes, their order.
 */

/** The label form: `+` becomes `---`, a leading `v` is added. It is also the name of the TKr object. */
export function versionLabel(version: string): string {
  return `v${version.replace(/^v/, "").replaceAll("+", "---")}`;
}

/**
 * All prefixes of a version, itself included, each ending before a run of separators: `v1.25.7---vmware.1`
 * gives v1.25.7---vmware.1, v1.25.7---vmware, v1.25.7, v1.25, v1. A TKr has them as labels, so that a Cluster
 * may request any of them.
 */
export function versionPrefixes(version: string): string[] {
  const prefixes: string[] = [];
  for (let rest = version; rest !== ""; rest = rest.replace(/[^A-Za-z0-9]*[A-Za-z0-9]*$/, ""))
    prefixes.push(rest);
  return prefixes;
}

/**
 * Orders two TKr versions, oldest first: major, minor, patch, pre-release, then the build metadata part by part, where
 * parts that read as hexadecimal numbers compare as such (so the vendor's code does).
 */
export function compareVersions(a: string, b: string): number {
  const left = parse(a);
  const right = parse(b);
  for (let index = 0; index < 3; index++) {
    const difference = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  // A version without pre-release is newer than one with.
  if ((left.pre === "") !== (right.pre === "")) return left.pre === "" ? 1 : -1;
  return (
    compareParts(parts(left.pre), parts(right.pre)) || compareParts(parts(left.build), parts(right.build))
  );
}

interface Version {
  readonly numbers: readonly number[];
  readonly pre: string;
  readonly build: string;
}

function parse(version: string): Version {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:-([^+]*))?(?:\+(.*))?$/.exec(version);
  if (match === null) return { numbers: [0, 0, 0], pre: "", build: version };
  return { numbers: match.slice(1, 4).map(Number), pre: match[4] ?? "", build: match[5] ?? "" };
}

function parts(text: string): string[] {
  return text.match(/[A-Za-z0-9]+|[^A-Za-z0-9]/g) ?? [];
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const left = a[index];
    const right = b[index];
    if (left === right) continue;
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    const hexadecimal = /^[0-9a-fA-F]+$/;
    if (hexadecimal.test(left) && hexadecimal.test(right)) return parseInt(left, 16) - parseInt(right, 16);
    return left < right ? -1 : 1;
  }
  return 0;
}
