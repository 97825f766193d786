/** Rules of the node's settings: what would be set twice, or whose parts do not fit. */
import type { Draft } from "../draft.js";
import type { Problem } from "../problem.js";

export const nodeRules = [keysOnce, verifiedOneWay];

function keysOnce({ site }: Draft): Problem[] {
  const blobs = (site?.sshAuthorizedKeys ?? []).map((key) => key.split(" ").slice(0, 2).join(" "));
  return blobs.flatMap((blob, index) => {
    const first = blobs.indexOf(blob);
    if (first === index) return [];
    return [
      {
        path: `tkg-edge:site.sshAuthorizedKeys[${index}]`,
        found: "the same key again",
        expected: `each key once; it is sshAuthorizedKeys[${first}] already`,
      },
    ];
  });
}

/** `insecure` would silently lose against a thumbprint or a CA: setting both is ambiguous. */
function verifiedOneWay({ connection }: Draft): Problem[] {
  const { vcenter } = connection;
  if (!vcenter?.insecure || (vcenter.thumbprint === undefined && vcenter.caFile === undefined)) return [];
  return [
    {
      path: "tkg-edge:connection.vcenter.insecure",
      found: "true, beside a thumbprint or a caFile",
      expected: "one of them: insecure means that vCenter's certificate is not verified at all",
    },
  ];
}
