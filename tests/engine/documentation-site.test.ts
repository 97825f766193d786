/** The documentation as a website (`make docs`) in a real browser. It needs no sandbox. */
import assert from "node:assert/strict";
import { createReadStream, existsSync, readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "../browser/chromium.js";
import { checkout } from "../unit/checkout.js";

const site = join(checkout, "website", "out");
const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** Serves the files of the site as any static server does: an address without an ending is a page. */
async function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://site").pathname);
    const file = join(site, path === "/" ? "index.html" : extname(path) === "" ? `${path}.html` : path);
    if (!file.startsWith(site) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** What the links of some pages lead to and is not there, as "page: link"; run in the browser, which parses each page. */
const brokenLinks = `async (pages) => {
  const parsed = new Map();
  const documentOf = async (path) => {
    if (!parsed.has(path)) {
      const answer = await fetch(path);
      parsed.set(path, answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : undefined);
    }
    return parsed.get(path);
  };
  const broken = [];
  let checked = 0;
  for (const page of pages) {
    const document = await documentOf(page);
    for (const element of document.querySelectorAll("a[href], img[src]")) {
      const written = element.getAttribute(element.tagName === "A" ? "href" : "src");
      const url = new URL(written, location.origin + page);
      if (url.origin !== location.origin) continue;
      checked += 1;
      if (element.tagName === "IMG") {
        if (!(await fetch(url.pathname)).ok) broken.push(page + ": " + written);
        continue;
      }
      const target = await documentOf(url.pathname);
      const anchor = decodeURIComponent(url.hash.slice(1));
      if (!target || (anchor !== "" && !target.getElementById(anchor))) broken.push(page + ": " + written);
    }
  }
  return { broken: [...new Set(broken)], checked };
}`;

describe("the documentation in a browser", () => {
  let server: Server;
  let origin: string;
  let browser: Browser;
  let page: Page;
  const elsewhere: string[] = [];
  const complaints: string[] = [];

  before("open it", async () => {
    assert.ok(existsSync(join(site, "index.html")), "website/out is missing: run make docs");
    server = await serve();
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.route("**/*", async (route) => {
      if (route.request().url().startsWith(origin)) return route.continue();
      elsewhere.push(route.request().url());
      return route.abort();
    });
    page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(origin);
  });
  after(async () => {
    await browser.close();
    server.close();
  });
  afterEach("no error, no request to another host", () => {
    assert.deepEqual(complaints, []);
    assert.deepEqual(elsewhere, []);
  });

  it("begins with what it is, and leads to the tutorial", async () => {
    assert.match(await page.title(), /tkg-edge/);
    assert.ok(await page.getByText("rebuilt by one command").first().isVisible());
    await page.getByRole("link", { name: "Tutorial" }).last().click();
    await page.waitForURL(/first-site/);
    await page.getByRole("heading", { level: 1, name: /first site/i }).waitFor();
  });

  it("has no link, anchor or picture that leads to nothing", async () => {
    const pages = readdirSync(site, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith(".html") && name !== "404.html")
      .map((name) => `/${name}`);
    assert.ok(pages.length > 40, `${pages.length} pages`);
    const { broken, checked } = await page.evaluate<{ broken: string[]; checked: number }>(
      `(${brokenLinks})(${JSON.stringify(pages)})`,
    );
    assert.ok(checked > 1000, `${checked} links`);
    assert.deepEqual(broken, []);
  });

  it("finds a word without another server", async () => {
    await page.goto(`${origin}/concepts.html`);
    await page
      .getByRole("button", { name: /search/i })
      .first()
      .click();
    await page.locator("input.search-input").fill("rebuild");
    const first = page.locator(".results a.result").first();
    await first.waitFor();
    assert.match((await first.getAttribute("href")) ?? "", /rebuild/);
    await first.click();
    await page.waitForURL(/rebuild/);
  });

  it("finds a fault by the text of its message", async () => {
    await page.goto(`${origin}/concepts.html`);
    await page
      .getByRole("button", { name: /search/i })
      .first()
      .click();
    await page.locator("input.search-input").fill("is a VM, not a template");
    await page
      .locator('.results a.result[href*="troubleshooting"], .results a.result[href*="drift"]')
      .first()
      .waitFor();
  });

  it("is readable on a phone and in the dark", async () => {
    const phone = await browser.newContext({ viewport: { width: 375, height: 700 }, colorScheme: "dark" });
    try {
      const small = await phone.newPage();
      await small.goto(`${origin}/concepts.html`);
      const { wide, dark } = await small.evaluate<{ wide: number; dark: boolean }>(
        `({ wide: document.documentElement.scrollWidth, dark: document.documentElement.classList.contains("dark") })`,
      );
      assert.ok(wide <= 375, `${wide} px wide`);
      assert.ok(dark);
    } finally {
      await phone.close();
    }
  });
});
