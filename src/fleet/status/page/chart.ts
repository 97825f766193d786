/** Sites by release as bars, the Ready ones first. Widths are shares of the picture's, so that texts keep their size. Pure. */
import type { StatusReport } from "../report.js";
import { markup, Markup, nothing } from "./html.js";

type Share = StatusReport["releases"][number];

/** Bars; the rest is one bar. */
const most = 12;
const rowHeight = 44;

export function releaseChart(releases: StatusReport["releases"]): Markup {
  if (releases.length === 0) return nothing;
  const bars = gathered(releases);
  const widest = Math.max(...bars.map(({ sites }) => sites));
  const share = (count: number) => `${((count / widest) * 100).toFixed(2)}%`;
  const rows = bars.map(({ name, sites, ready }, index) => {
    const top = index * rowHeight;
    const word = ready === sites ? `${sites}, all ready` : `${sites}, ${ready} ready`;
    return markup`<g>
      <text x="0" y="${top + 15}">${name}: ${word}</text>
      <rect class="bar-rest" x="0" y="${top + 22}" width="${share(sites)}" height="14" rx="3"></rect>
      <rect class="bar-ready" x="0" y="${top + 22}" width="${share(ready)}" height="14" rx="3"></rect>
    </g>`;
  });
  return markup`<svg role="img" aria-label="Sites by release" height="${bars.length * rowHeight}">
    ${rows}
  </svg>`;
}

function gathered(releases: readonly Share[]): readonly Share[] {
  if (releases.length <= most) return releases;
  const rest = releases.slice(most - 1);
  const sum = (key: "sites" | "ready") => rest.reduce((total, one) => total + one[key], 0);
  const others = { name: `${rest.length} other releases`, sites: sum("sites"), ready: sum("ready") };
  return [...releases.slice(0, most - 1), others];
}
