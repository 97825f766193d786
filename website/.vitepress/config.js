import GithubSlugger from "github-slugger";
import { folders, sections } from "../contents.js";
import { addressOf } from "../links.js";

const sidebar = sections.map(({ title, pages }) => ({
  text: title,
  items: pages.map(([file, text]) => ({ text, link: addressOf(file) })),
}));
sidebar.at(-1).items.push(...folders.map(([folder, text]) => ({ text, link: addressOf(folder) })));

/** Anchors as the links in the files have them, which also work where the repository is read. */
const slugify = (heading) => new GithubSlugger().slug(heading);

/** Braces in a text are no expression of the page. */
function escapeBraces(markdown) {
  for (const rule of ["text", "code_inline"]) {
    const rendered = markdown.renderer.rules[rule];
    markdown.renderer.rules[rule] = (...args) => rendered(...args).replaceAll("{{", "&#123;&#123;");
  }
}

export default {
  title: "tkg-edge",
  description: "Single-node Tanzu Kubernetes Grid clusters on vSphere edge sites",
  lang: "en",
  srcDir: ".pages",
  outDir: "out",
  cacheDir: ".cache",
  // Files of the repository lead to each other by paths that only the repository has.
  cleanUrls: false,
  metaChunk: true,
  // A "<name>" in a text is no element of the page.
  markdown: { html: false, anchor: { slugify }, config: escapeBraces },
  themeConfig: {
    search: { provider: "local" },
    sidebar,
    nav: [
      { text: "Tutorial", link: addressOf("docs/first-site.md") },
      { text: "Reference", link: addressOf("docs/reference.md") },
      { text: "Troubleshooting", link: addressOf("docs/troubleshooting.md") },
      { text: "Release notes", link: addressOf("CHANGELOG.md") },
    ],
    outline: { level: [2, 3] },
  },
};
