// node website/build.js: the documentation as a website, in website/out. Needs `npm ci` in website/ (make docs runs both).
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";
import { writePages } from "./pages.js";

const website = dirname(fileURLToPath(import.meta.url));
const pages = writePages(dirname(website), join(website, ".pages"));
await build(website);
console.log(`${pages.length} pages in website/out; make docs-show serves them on this machine`);
