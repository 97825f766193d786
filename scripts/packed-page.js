// A page of the documentation as it is in the npm package, which has neither pictures nor the pages for maintainers.
import { dirname, join } from "node:path";

/**
 * @param {string} text Markdown
 * @param {string} file of it, relative to the package
 * @param {(path: string) => boolean} isPacked whether the package has this file or folder
 * @returns {string} without pictures that are not packed; of a link to what is not packed the words stay
 */
export function packedPage(text, file, isPacked) {
  const leadsOut = (target) =>
    !/^(?:[a-z]+:|#)/i.test(target) && !isPacked(join(dirname(file), target.replace(/#.*$/, "")));
  return text
    .replace(/^!\[[^\]]*\]\(([^)\s]+)\)\n\n?/gm, (whole, target) => (leadsOut(target) ? "" : whole))
    .replace(/(?<!!)\[([^\]]+)\]\(([^)\s]+)\)/g, (whole, words, target) =>
      leadsOut(target) ? words : whole,
    );
}
