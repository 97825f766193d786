// The licenses of the packages that are packed into the product's bundles: each asks to be passed on with its code.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const licenseFile = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/** Folders of the packages that packed files are of, relative to the checkout, sorted. */
function packagesOf(inputs) {
  const folders = inputs.flatMap(
    (file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  return [...new Set(folders)].sort();
}

/**
 * @param {string} root
 * @param {readonly string[]} inputs packed files, relative to `root`
 * @returns {string}
 * @throws Error where a package names no license
 */
export function noticesOf(root, inputs) {
  const parts = packagesOf(inputs).map((folder) => {
    const { name, version, license, author } = JSON.parse(
      readFileSync(join(root, folder, "package.json"), "utf8"),
    );
    const texts = readdirSync(join(root, folder))
      .filter((file) => licenseFile.test(file))
      .sort()
      .map((file) =>
        readFileSync(join(root, folder, file), "utf8")
          .replaceAll("\r\n", "\n")
          .trim(),
      );
    if (texts.length === 0 && license === undefined) throw new Error(`${folder} names no license`);
    if (texts.length === 0)
      texts.push(`Copyright ${author?.name ?? author}. The package holds no text of its license.`);
    return [`${name} ${version} (${license})`, ...texts].join("\n\n");
  });
  const rule = `\n\n${"-".repeat(80)}\n\n`;
  return `${["tkg-edge contains these packages, under their own licenses.", ...parts].join(rule)}\n`;
}
