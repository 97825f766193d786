/** The page of `tkg-edge fleet status --html` in a real browser, with a thousand made-up sites. It needs no sandbox. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { pageOf } from "../../src/fleet/status/page/page.js";
import { needsAttention, statusReport } from "../../src/fleet/status/report.js";
import { openBrowser } from "../browser/chromium.js";
import { madeUpRollout } from "../unit/fleet/rollout/made-up-rollout.js";
import { madeAt, madeUpSite } from "../unit/fleet/status/made-up-report.js";

const sites = 1000;
const hostile =
  '</script><script>document.title="taken"</script><img src="http://203.0.113.1/x" onerror="taken()">';
const report = statusReport(
  "fleet.yaml",
  {
    sites: Array.from({ length: sites }, (_, index) =>
      madeUpSite(index, index === 10 ? { tkrVersion: hostile } : {}, index === 10 ? hostile : undefined),
    ),
    strangers: [{ kind: "Cluster", name: hostile, stack: undefined }],
  },
  madeAt,
  madeUpRollout(hostile),
);

/** What the elements with a class look like. */
interface Look {
  readonly of: string;
  readonly text: string;
  readonly behind: string;
}

const looksOfPage = `[${[
  "h1",
  ".dim",
  ".ready",
  ".failing",
  ".progressing",
  ".unknown",
  ".done",
  ".failed",
  ".deferred",
  ".started",
  ".waiting",
  "th",
  "summary",
  "select",
]
  .map((of) => JSON.stringify(of))
  .join()}].map((of) => {
  const behind = (element) => {
    if (!element) return "rgb(255, 255, 255)";
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor === "rgba(0, 0, 0, 0)" ? behind(element.parentElement) : backgroundColor;
  };
  const element = document.querySelector(of);
  return { of, text: getComputedStyle(element).color, behind: behind(element) };
})`;

describe("the page of a fleet in a browser", () => {
  let directory: string;
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];
  const complaints: string[] = [];

  before("open it", async () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-page-"));
    const file = join(directory, "fleet.html");
    writeFileSync(file, pageOf(report));
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, offline: true });
    await context.route("**/*", async (route) => {
      const url = route.request().url();
      requests.push(url);
      if (url === pathToFileURL(file).href) await route.continue();
      else await route.abort();
    });
    page = await context.newPage();
    page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(file).href);
  });
  after(async () => {
    await browser.close();
    rmSync(directory, { recursive: true });
  });
  afterEach("no error, no request", () => {
    assert.deepEqual(complaints, []);
    assert.equal(requests.length, 1, requests.join("\n"));
  });

  /** Names of the sites that are shown, in their order. */
  const shown = () =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll("#sites tbody tr:not([hidden])")].map((row) => row.querySelector(".word").textContent)`,
    );
  const namesOf = (fits: (site: (typeof report.sites)[number]) => boolean) =>
    report.sites.filter(fits).map(({ name }) => name);
  const clear = async () => {
    await page.fill("input[name=text]", "");
    for (const name of ["health", "plan", "release", "group"])
      await page.selectOption(`select[name=${name}]`, "");
    await page.uncheck("input[name=attention]");
  };

  it("has every site, and hostile names as text alone", async () => {
    assert.deepEqual(
      await shown(),
      namesOf(() => true),
    );
    assert.equal(await page.title(), "Fleet status: 1000 sites");
    assert.equal(await page.locator("img, iframe, object, embed").count(), 0);
    assert.equal(await page.locator("script").count(), 1);
    assert.equal(await page.textContent("#shown"), "1000 of 1000");
  });

  it("filters by text, health, plan, release, group and attention, alone and together", async () => {
    await page.fill("input[name=text]", "SHOP-0042");
    assert.deepEqual(await shown(), ["shop-0042"]);
    assert.equal(await page.textContent("#shown"), "1 of 1000");
    await page.fill("input[name=text]", "cloningfailed photon");
    assert.deepEqual(
      await shown(),
      namesOf(({ health }) => health !== "ready"),
    );
    await clear();
    for (const health of ["failing", "absent", "ready"]) {
      await page.selectOption("select[name=health]", health);
      assert.deepEqual(
        await shown(),
        namesOf((site) => site.health === health),
      );
    }
    await page.selectOption("select[name=group]", "north");
    await page.selectOption("select[name=plan]", "drifted");
    assert.deepEqual(
      await shown(),
      namesOf(
        ({ health, groups, plan }) => health === "ready" && groups[0] === "north" && plan.word === "drifted",
      ),
    );
    await clear();
    await page.selectOption("select[name=release]", hostile);
    assert.deepEqual(await shown(), [hostile]);
    await clear();
    await page.check("input[name=attention]");
    assert.deepEqual(await shown(), namesOf(needsAttention));
    await clear();
    assert.equal((await shown()).length, sites);
  });

  it("opens the conditions of a site", async () => {
    const row = page.locator("#sites tbody tr", { hasText: "shop-0042" });
    assert.equal(await row.getByText("Machine shop-0042: NodeHealthy=True").isVisible(), false);
    await row.locator("summary").click();
    assert.equal(await row.getByText("Machine shop-0042: NodeHealthy=True").isVisible(), true);
  });

  it("shows the waves of the last rollout, and why a site failed", async () => {
    const waves = page.locator(".waves > li");
    assert.equal(await waves.count(), 2);
    assert.equal(await waves.nth(0).locator(".chips li").count(), 2);
    const failed = waves.nth(1).locator("details", { hasText: "failed" });
    const reason = failed.locator("li", { hasText: "no such datastore" });
    assert.equal(await reason.isVisible(), false);
    await failed.locator("summary").click();
    assert.equal(await reason.isVisible(), true);
    assert.equal(await reason.textContent(), `no such datastore: ${hostile}`);
    await failed.locator("summary").click();
  });

  it("scrolls to the last site, with its header in view", async () => {
    const isInView = () =>
      page.evaluate<boolean>(
        `document.querySelector("#sites tbody tr:last-child").getBoundingClientRect().top < innerHeight`,
      );
    assert.equal(await isInView(), false);
    const { height } = page.viewportSize() ?? assert.fail();
    await page.mouse.move(640, 400);
    // As far as a table of this height reaches: the wheel ends where the page does.
    for (let step = 0; step < 400 && !(await isInView()); step += 1) await page.mouse.wheel(0, 4 * height);
    assert.equal(await isInView(), true);
    const header = await page.locator("#sites th").first().boundingBox();
    assert.ok(header && header.y >= 0 && header.y < height, JSON.stringify(header));
    await page.evaluate("scrollTo(0, 0)");
  });

  it("is legible in light and in dark", async () => {
    const pages = new Set<string>();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const looks = await page.evaluate<Look[]>(looksOfPage);
      for (const look of looks) assert.ok(contrast(look) >= 4.5, `${colorScheme} ${JSON.stringify(look)}`);
      pages.add(looks[0]?.behind ?? "");
    }
    assert.equal(pages.size, 2);
  });

  it("needs no scrolling sideways on any screen, a phone's among them", async () => {
    for (const width of [320, 360, 412, 768, 1024, 1920]) {
      await page.setViewportSize({ width, height: 740 });
      const beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      assert.equal(await page.evaluate<number>(beyond), 0, `at ${width}`);
    }
    await page.setViewportSize({ width: 360, height: 740 });
    await page.fill("input[name=text]", "shop-0003");
    const box = await page.locator("#sites tbody tr:not([hidden])").boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box));
  });
});

/** Of two colours, by the rule of WCAG 2: 4.5 is legible. */
function contrast({ text, behind }: Look): number {
  const [light = 0, dark = 0] = [text, behind].map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
