// Which versions of a tool on PATH will do.

/** Lowest version that fits, and the lowest one above it that does not. Both like "1.29.0". */
export interface VersionRule {
  readonly atLeast: string;
  readonly below: string;
}

const form = /^v?(\d+)\.(\d+)(?:\.(\d+))?/;

/** Major, minor and patch; a pre-release or build mark after them is ignored. @throws Error when there is no version. */
export function parseVersion(text: string): readonly [number, number, number] {
  const match = form.exec(text.trim());
  if (match === null) throw new Error(`"${text}" is no version: expected something like 1.29.0`);
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** Negative, zero or positive as `a` is lower than, equal to or higher than `b`. */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  for (const part of [0, 1, 2] as const) {
    if (left[part] !== right[part]) return left[part] - right[part];
  }
  return 0;
}

/** Whether a version fits. A text that is no version does not. */
export function fits(rule: VersionRule, version: string): boolean {
  if (!form.test(version.trim())) return false;
  return compareVersions(version, rule.atLeast) >= 0 && compareVersions(version, rule.below) < 0;
}

/** The rule in words. */
export function describeRule(rule: VersionRule): string {
  return `>= ${rule.atLeast} and < ${rule.below}`;
}
