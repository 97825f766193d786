/**
 * Makes the picture of the waves in docs/fleet.md from a page that `make demo-fleet` wrote when its rollout had stopped:
 *
 *   node dist/tests/browser/rollout-picture.js .sandbox-fleet/stopped.html docs/images/fleet-rollout.png
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "./chromium.js";

const viewport = { width: 900, height: 700 };
const margin = 12;

async function draw(from: string, target: string): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport });
    await page.goto(pathToFileURL(from).href);
    await page.locator(".waves summary").first().click();
    const [title, waves] = [
      await page.locator("#rollout").boundingBox(),
      await page.locator(".waves").boundingBox(),
    ];
    if (!title || !waves) throw new Error(`${from} has no rollout`);
    const y = title.y - margin;
    const height = waves.y + waves.height + margin - y;
    const clip = { x: waves.x - margin, y, width: waves.width + 2 * margin, height };
    await page.screenshot({ path: target, clip, fullPage: true });
  } finally {
    await browser.close();
  }
}

const [from, target] = process.argv.slice(2);
if (from === undefined || target === undefined) {
  console.error("usage: node dist/tests/browser/rollout-picture.js PAGE.html PICTURE.png");
  process.exitCode = 2;
} else {
  await draw(resolve(from), resolve(target));
}
