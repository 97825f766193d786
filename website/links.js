// Where the links of the repository's Markdown lead on the website. A link to a page is a link to its address; one to another file or
// folder of the repository leads to a page that shows it, so that the website is whole without the repository.
import { posix } from "node:path";
import MarkdownIt from "markdown-it";

const markdown = new MarkdownIt({ html: true });

/** @returns {string[]} every target of a link or an image in a Markdown text, each once */
export function linksOf(text) {
  const targets = new Set();
  const visit = (tokens) => {
    for (const token of tokens) {
      const target = token.attrGet?.("href") ?? token.attrGet?.("src");
      if (target) targets.add(decodeURI(target));
      if (token.children) visit(token.children);
    }
  };
  visit(markdown.parse(text, {}));
  return [...targets];
}

const isElsewhere = (target) => /^([a-z]+:|#)/.test(target);

/**
 * @param {string} page path in the repository of the file that has the link
 * @param {string} target as written
 * @returns {{ file: string, anchor: string } | undefined} what it leads to in the repository; undefined for another site or an
 * anchor of the same page
 */
export function fileOfLink(page, target) {
  if (isElsewhere(target)) return undefined;
  const [path, anchor] = target.split("#");
  const file = posix.join(posix.dirname(page), path).replace(/\/$/, "");
  return { file, anchor: anchor === undefined ? "" : `#${anchor}` };
}

/** @returns {string} the address of a page on the website, without its ending */
export function addressOf(file) {
  const known = {
    "README.md": "/overview",
    "CHANGELOG.md": "/release-notes",
    "website/pages/index.md": "/index",
  };
  if (known[file]) return known[file];
  if (file.startsWith("docs/")) return `/${file.slice("docs/".length).replace(/\.md$/, "")}`;
  if (/^[A-Z]+\.md$/.test(file)) return `/${file.slice(0, -3).toLowerCase()}`;
  return `/files/${file.replace(/(\/README)?\.md$/, "").replaceAll(".", "-")}`;
}

/**
 * @param {string} text Markdown
 * @param {(target: string) => string} change what stands in place of each target
 * @returns {string} the same text with these targets; everything else as it was
 * @throws where a link is not written as `[text](target)`
 */
export function withLinks(text, change) {
  let changed = text;
  for (const target of linksOf(text)) {
    const now = change(target);
    if (now === target) continue;
    if (!changed.includes(`](${target})`))
      throw new Error(`the link to ${target} is not written as [text](target)`);
    changed = changed.replaceAll(`](${target})`, `](${now})`);
  }
  return changed;
}
