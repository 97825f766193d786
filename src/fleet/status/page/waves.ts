/** The last rollout by its waves, side by side: each site with what became of it, and why. Pure. */
import { durationText } from "../../rollout/report-words.js";
import { statusCounts, type ShownRollout, type ShownWave, type SiteInWave } from "../../rollout/waves.js";
import { markup, nothing, type Markup } from "./html.js";

/** Sites that are done and named; of the others each is. */
const mostDone = 60;

/** For those who do not see colours. */
const signs: Readonly<Record<SiteInWave["status"], string>> = {
  ...{ done: "✓", failed: "✗", stopped: "✗", deferred: "…" },
  ...{ cancelled: "–", started: "▸", waiting: "·" },
};

export function rolloutSection(rollout: ShownRollout | null): Markup {
  if (rollout === null) return nothing;
  const { id, startedAt, recordedAt, complete, waves } = rollout;
  const end = complete
    ? `every site was done at ${recordedAt}`
    : `not finished, last recorded at ${recordedAt}`;
  return markup`<h2 id="rollout">Last rollout</h2>
    <div class="dim">${id}, begun at ${startedAt}, ${end}</div>
    <ol class="waves">
      ${waves.map(wave)}
    </ol>`;
}

function wave({ name, sites }: ShownWave): Markup {
  const counts = statusCounts(sites).map(
    ({ status, count }) => markup`<li><b class="${status}">${count}</b>${status}</li>`,
  );
  const done = sites.filter(({ status }) => status === "done");
  const named = done.slice(0, mostDone);
  const others = sites.filter(({ status }) => status !== "done");
  const hidden = done.length - named.length;
  const rest = hidden === 0 ? nothing : markup`<li class="dim">and ${hidden} more that are done</li>`;
  const explained = others.filter(({ reasons }) => reasons.length > 0);
  return markup`<li>
    <b>${name}</b>
    <ul class="counts">
      ${counts}
    </ul>
    <ul class="chips">
      ${[...others, ...named].map(chip)} ${rest}
    </ul>
    ${explained.map(explanation)}
  </li>`;
}

function chip({ name, status, seconds, attempts }: SiteInWave): Markup {
  const took = seconds === null ? "" : ` after ${durationText(seconds)}`;
  const run = attempts > 1 ? `, run ${attempts}` : "";
  return markup`<li class="${status}" title="${status}${took}${run}">${signs[status]} ${name}</li>`;
}

function explanation({ name, status, reasons }: SiteInWave): Markup {
  return markup`<details>
    <summary>${name}: ${status}</summary>
    <ul>
      ${reasons.map((line) => markup`<li>${line}</li>`)}
    </ul>
  </details>`;
}
