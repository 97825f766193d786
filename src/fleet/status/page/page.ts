/**
 * The status of a fleet as one file of HTML. It needs no server and no other file: its policy allows no request at all, and of
 * scripts and styles the one of each that it contains. Every text of others is escaped. Pure.
 */
import { createHash } from "node:crypto";
import { counted } from "../../finding.js";
import { liveWords } from "../../plan/verdict.js";
import { healthWords } from "../health.js";
import { certificateWarningDays, type StatusReport } from "../report.js";
import { releaseChart } from "./chart.js";
import { markup, Markup, nothing } from "./html.js";
import { pageScript } from "./script.js";
import { columns, siteRow } from "./site-row.js";
import { pageStyle } from "./style.js";
import { rolloutSection } from "./waves.js";

const digest = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const policy = [
  ...["default-src 'none'", `style-src ${digest(pageStyle)}`, `script-src ${digest(pageScript)}`],
  ...["img-src data:", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'"],
].join("; ");

export function pageOf(report: StatusReport): string {
  const now = Date.parse(report.readAt);
  const { text } = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <link rel="icon" href="data:," />
        <title>Fleet status: ${counted(report.summary.sites, "site")}</title>
        <style>${new Markup(pageStyle)}</style>
      </head>
      <body>
        <h1>Fleet status</h1>
        <div class="dim">${report.fleet}, read at ${report.readAt}</div>
        ${tiles(report)}
        <h2>Releases</h2>
        <div class="box">${releaseChart(report.releases)}</div>
        ${rolloutSection(report.rollout)} ${strangers(report)}
        <h2>Sites</h2>
        ${filters(report)}
        <table id="sites">
          <thead>
            <tr>
              ${columns.map((name) => markup`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${report.sites.map((site) => siteRow(site, now))}
          </tbody>
        </table>
        <script>${new Markup(pageScript)}</script>
      </body>
    </html> `;
  return text;
}

function tiles({ summary }: StatusReport): Markup {
  const health = [...healthWords].reverse().flatMap((word) => {
    const count = summary.health[word];
    return count === 0 ? [] : [{ count, word, of: word }];
  });
  const all = [
    { count: summary.sites, word: summary.sites === 1 ? "site" : "sites", of: "" },
    ...health,
    ...(summary.plan.drifted === 0 ? [] : [{ count: summary.plan.drifted, word: "drifted", of: "drifted" }]),
    ...(summary.certificatesExpiring === 0
      ? []
      : [
          {
            count: summary.certificatesExpiring,
            word: `certificates within ${certificateWarningDays} days`,
            of: "expiring",
          },
        ]),
  ];
  return markup`<ul class="tiles">
    ${all.map(({ count, word, of }) => markup`<li><b class="${of}">${count}</b>${word}</li>`)}
  </ul>`;
}

function filters({ summary, releases, groups }: StatusReport): Markup {
  const counts = <W extends string>(all: readonly W[], of: Record<W, number>) =>
    all.flatMap((name) => (of[name] === 0 ? [] : [{ name, sites: of[name] }]));
  return markup`<form id="filters" hidden>
    <input type="search" name="text" placeholder="Name, label, reason" aria-label="Name, label, reason" />
    ${choice("health", "Health", counts(healthWords, summary.health))}
    ${choice("plan", "Plan", counts(liveWords, summary.plan))} ${choice("release", "Release", releases)}
    ${choice("group", "Group", groups)}
    <label><input type="checkbox" name="attention" /> needs attention</label>
    <output id="shown"></output>
  </form>`;
}

interface Choice {
  readonly name: string;
  readonly sites: number;
}

function choice(name: string, label: string, choices: readonly Choice[]): Markup {
  const options = choices.map(
    (one) => markup`<option value="${one.name}">${one.name} (${one.sites})</option>`,
  );
  return markup`<select name="${name}" aria-label="${label}">
    <option value="">${label}: all</option>
    ${options}
  </select>`;
}

function strangers({ strangers: all }: StatusReport): Markup {
  if (all.length === 0) return nothing;
  const lines = all.map(
    ({ kind, name, stack }) =>
      markup`<li>${kind} ${name} <span class="dim">${stack ?? "no mark of a stack"}</span></li>`,
  );
  return markup`<h2>Objects of no site</h2>
    <ul>
      ${lines}
    </ul>`;
}
