/** A site as a row of the table in the page. Pure. */
import { reasonText } from "../../plan/plan-report.js";
import { ageText, expiryText } from "../ages.js";
import { expires, needsAttention, releaseOf, type SiteReport } from "../report.js";
import { markup, nothing, type Markup } from "./html.js";

export const columns = [
  ...["Site", "Health", "Release", "Plan", "Age", "Certificates", "Last change", "Why, and conditions"],
] as const;

/** @param now in milliseconds since the epoch */
export function siteRow(site: SiteReport, now: number): Markup {
  const { name, cluster, groups, labels, health, plan, lastChange } = site;
  const labelTexts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const text = [name, cluster ?? "", ...groups, ...labelTexts, ...site.reasons].join("\n").toLowerCase();
  const under = [cluster ?? "", groups.join(", "), labelTexts.join(", ")].filter((line) => line !== "");
  const cells = [
    markup`<span class="word">${name}</span>${under.map((line) => markup`<div class="dim">${line}</div>`)}`,
    markup`<span class="word ${health}">${health}</span>`,
    versions(site),
    markup`<span class="${plan.word.replace(" ", "-")}">${plan.word}</span>`,
    markup`${ageText(site.createdAt, now)}`,
    markup`<span class="${expires(site) ? "word expiring" : ""}">${expiryText(site.certificateDays)}</span>`,
    lastChange === null
      ? markup`-`
      : markup`<div>
          ${ageText(lastChange.at, now)} ago
          <div class="dim">${lastChange.what}</div>
        </div>`,
    why(site),
  ].map((cell, index) => markup`<td data-label="${columns[index] ?? ""}"><div>${cell}</div></td>`);
  return markup`<tr
    data-text="${text}"
    data-health="${health}"
    data-plan="${plan.word}"
    data-release="${releaseOf(site)}"
    data-groups="${JSON.stringify(groups)}"
    data-attention="${String(needsAttention(site))}"
  >
    ${cells}
  </tr>`;
}

function versions({ tkrVersion, kubernetesVersion, toolVersion }: SiteReport): Markup {
  if (tkrVersion === null && kubernetesVersion === null) return markup`not known`;
  const tool = toolVersion === null ? nothing : markup`<div class="dim">by tkg-edge ${toolVersion}</div>`;
  if (tkrVersion === null) return markup`${kubernetesVersion ?? ""}${tool}`;
  return markup`${tkrVersion}
    <div class="dim">Kubernetes ${kubernetesVersion ?? "not known"}</div>
    ${tool}`;
}

function why({ reasons, known, plan, conditions }: SiteReport): Markup {
  const planned = plan.reasons.map(reasonText).filter((reason) => !reasons.includes(reason));
  const lines = [...reasons, ...planned.map((reason) => `${plan.word}: ${reason}`), ...known];
  const list =
    lines.length === 0
      ? nothing
      : markup`<ul>
          ${lines.map((line) => markup`<li>${line}</li>`)}
        </ul>`;
  if (conditions.length === 0) return list;
  const unmet = conditions.filter(({ status }) => status !== "True");
  const rows = [...unmet, ...conditions.filter(({ status }) => status === "True")].map(
    ({ object, type, status, reason = "", message = "" }) =>
      markup`<li class="${status === "True" ? "dim" : ""}">
        ${`${object}: ${type}=${status} ${reason} ${message}`.trim()}
      </li>`,
  );
  return markup`${list}
    <details>
      <summary>${conditions.length} conditions, ${unmet.length} not met</summary>
      <ul>
        ${rows}
      </ul>
    </details>`;
}
