/**
 * How the engine's flags name resources: `**` stands for anything, `*` for anything without a colon, and all else for
 * itself (pulumi 3.259, deploy.UrnTargets).
 */
export function urnPattern(pattern: string): RegExp {
  const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const segments = pattern.split("**").map((segment) => segment.split("*").map(quoted).join("[^:]*"));
  return new RegExp(`^${segments.join(".*")}$`, "s");
}
