/** Rules of the windows in which a rebuild may start. */
import type { Draft } from "../draft.js";
import type { Problem } from "../problem.js";

export const rebuildWindowRules = [windowsAreOfTime, windowsHaveTimeZone];

const path = "tkg-edge:site.rebuild";

function windowsAreOfTime({ site }: Draft): Problem[] {
  return (site?.rebuild?.windows ?? []).flatMap(({ from, to }, index) =>
    from !== to
      ? []
      : [
          {
            path: `${path}.windows[${index}].to`,
            found: `"${to}", which is also \`from\``,
            expected: 'another time than `from`; a whole day is from "00:00" to "24:00"',
          },
        ],
  );
}

/** UTC as a default would be the middle of the day at many sites. */
function windowsHaveTimeZone({ site }: Draft): Problem[] {
  const { windows = [], timeZone } = site?.rebuild ?? {};
  if (windows.length === 0 || timeZone !== undefined) return [];
  return [
    {
      path: `${path}.timeZone`,
      expected: 'an IANA time zone such as "Europe/Berlin", or "UTC", for the times of `rebuild.windows`',
    },
  ];
}
