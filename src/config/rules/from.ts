/** Rules of `site.from`: other stacks and the stack's own sections must not set the same thing twice, or differently. */
import type { Draft } from "../draft.js";
import type { Problem } from "../problem.js";

export const fromRules = [ownSectionOrOther, templateFitsManagement];

function ownSectionOrOther(draft: Draft): Problem[] {
  return (["management", "template"] as const).flatMap((kind) => {
    const other = draft.site?.from?.[kind];
    if (draft[kind] === undefined || other === undefined) return [];
    return [
      {
        path: `tkg-edge:site.from.${kind}`,
        found: `"${other}"`,
        expected: `nothing, since this stack has tkg-edge:${kind} itself; or another stack, and no tkg-edge:${kind} here`,
      },
    ];
  });
}

/** A site that names its TKr itself is not bound to what the template stack makes by now; TKG finds the older template. */
function templateFitsManagement({ site, from }: Draft): Problem[] {
  const [wanted, made] = [from.tkrVersion, from.templateTkrVersion];
  const { management, template } = site?.from ?? {};
  const follows = wanted !== undefined && wanted === site?.tkrVersion;
  if (!follows || made === undefined || wanted === made) return [];
  return [
    {
      path: "tkg-edge:site.from.template",
      found: `"${template ?? ""}", whose template is of TKr ${made}`,
      expected: `a stack that makes the template of TKr ${wanted}, which "${management ?? ""}" installs`,
    },
  ];
}
