// Writes the pages that VitePress builds, from the Markdown that is in the repository anyway.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { folders, landing, sections } from "./contents.js";
import { addressOf, fileOfLink, withLinks } from "./links.js";

/** The language of a file for syntax colours, by its ending. */
const languages = { yaml: "yaml", yml: "yaml", json: "json", ts: "ts", js: "js", sh: "sh", env: "sh" };

const fence = "````";

/** Markdown files of the folders that are pages as a whole. */
function pagesOfFolder(root, folder) {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".md"));
  return names.sort().map((name) => `${folder}/${name}`);
}

const headingOf = (text) => /^# (.*)$/m.exec(text)?.[1] ?? "";

/** Comments mark what is generated; on the website they would be text. */
const withoutComments = (text) => text.replaceAll(/^<!--.*?-->\n?/gms, "");

/** A page that lists a folder's pages, as the sidebar cannot. */
function folderPage(root, folder, title) {
  const line = (file) => `- [${headingOf(readFileSync(join(root, file), "utf8"))}](${addressOf(file)})`;
  return `# ${title}\n\n${pagesOfFolder(root, folder).map(line).join("\n")}\n`;
}

/** Whose files are for reading, each on a page; of other folders only the names are listed. */
const isForReaders = (folder) => folder.startsWith("examples");

/** A page for a file or a folder that a page links to. */
function sourcePage(root, path) {
  const whole = join(root, path);
  if (!statSync(whole).isDirectory()) {
    const text = readFileSync(whole, "utf8");
    const language = languages[path.split(".").at(-1)] ?? "txt";
    return `# ${path}\n\n${fence}${language}\n${text.trimEnd()}\n${fence}\n`;
  }
  const names = readdirSync(whole).filter((name) => name !== "README.md");
  const shown = isForReaders(path);
  const entries = names
    .sort()
    .map((name) => (shown ? `- [${name}](${addressOf(`${path}/${name}`)})` : `- ${name}`));
  const introduction = join(whole, "README.md");
  const head = existsSync(introduction) ? readFileSync(introduction, "utf8").trimEnd() : `# ${path}`;
  return {
    text: `${head}\n\n## Files\n\n${entries.join("\n")}\n`,
    files: shown ? names.map((name) => `${path}/${name}`) : [],
  };
}

/**
 * @param {string} root the repository
 * @param {string} target folder of the pages
 * @returns {string[]} addresses of all pages
 * @throws where a page of docs/ is in no list, or a link leads to nothing
 */
export function writePages(root, target) {
  const listed = [landing, ...sections.flatMap(({ pages }) => pages.map(([file]) => file))];
  const ofFolders = folders.flatMap(([folder]) => pagesOfFolder(root, folder));
  const unlisted = pagesOfFolder(root, "docs").filter((file) => !listed.includes(file));
  const problems = unlisted.map((file) => `${file}: is in no section of website/contents.js`);
  const known = new Set(folders.map(([folder]) => folder));
  const written = new Map(
    folders.map(([folder, title]) => [addressOf(folder), folderPage(root, folder, title)]),
  );
  const images = new Set();
  const waiting = [...listed, ...ofFolders];

  const pageOf = (file) => {
    const made = file.endsWith(".md") ? readFileSync(join(root, file), "utf8") : sourcePage(root, file);
    if (typeof made === "string") return { text: made, links: file.endsWith(".md") };
    waiting.push(...made.files.filter((each) => !known.has(each)));
    return { text: made.text, links: true, folder: true };
  };

  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (known.has(file)) continue;
    known.add(file);
    const { text, links, folder } = pageOf(file);
    const follow = (link) => {
      const found = link.startsWith("/files/")
        ? undefined
        : fileOfLink(folder ? `${file}/README.md` : file, link);
      if (found === undefined) return link;
      const path =
        found.file.endsWith("/README.md") && found.file !== "README.md" ? dirname(found.file) : found.file;
      if (!existsSync(join(root, path))) {
        problems.push(`${file}: the link to ${link} leads to nothing`);
        return link;
      }
      if (/\.(png|svg)$/.test(path)) {
        images.add(path);
        return `/${path.slice(path.lastIndexOf("/") + 1)}`;
      }
      waiting.push(path);
      return addressOf(path) + found.anchor;
    };
    written.set(addressOf(file), links ? withLinks(withoutComments(text), follow) : text);
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));

  rmSync(target, { recursive: true, force: true });
  for (const [address, text] of written) {
    const page = join(target, `${address}.md`);
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, text);
  }
  mkdirSync(join(target, "public"), { recursive: true });
  for (const image of images)
    copyFileSync(join(root, image), join(target, "public", image.slice(image.lastIndexOf("/") + 1)));
  return [...written.keys()];
}
