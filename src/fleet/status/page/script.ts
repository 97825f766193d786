/**
 * What runs in the browser: the filters over the rows of the page. It makes no markup and contacts nothing. It is text,
 * because the policy of the page names its digest.
 */
export const pageScript = `
"use strict";
(() => {
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const sites = [...document.querySelectorAll("#sites tbody tr")].map((row) => ({
    row,
    text: row.dataset.text,
    health: row.dataset.health,
    plan: row.dataset.plan,
    release: row.dataset.release,
    groups: JSON.parse(row.dataset.groups),
    attention: row.dataset.attention === "true",
  }));
  const filter = () => {
    const { text, health, plan, release, group, attention } = form.elements;
    const words = text.value.toLowerCase().split(/\\s+/).filter((word) => word !== "");
    const fits = (wanted, value) => wanted.selectedIndex <= 0 || wanted.value === value;
    let count = 0;
    for (const site of sites) {
      const isShown =
        words.every((word) => site.text.includes(word)) &&
        fits(health, site.health) &&
        fits(plan, site.plan) &&
        fits(release, site.release) &&
        (group.selectedIndex <= 0 || site.groups.includes(group.value)) &&
        (!attention.checked || site.attention);
      site.row.hidden = !isShown;
      if (isShown) count += 1;
    }
    shown.textContent = count + " of " + sites.length;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
`;
