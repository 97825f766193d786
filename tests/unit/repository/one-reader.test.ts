/** Foreign YAML is parsed in one place, which bounds it; what else the libraries offer has no bounds. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../checkout.js";
import { productRooms, sourcesOf } from "./sources.js";

/** The one place, and a manifest that was read by it before (its values are those of another library). */
const allowed = ["src/config/reading/yaml-documents.ts", "src/manifests/tkr-package.ts"];

const parsers = /\b(parse|parseDocument|parseAllDocuments|Parser|Composer|load|loadAll)\b/;

describe("the product's sources", () => {
  it("parse YAML in one place", () => {
    const files = sourcesOf(productRooms);
    assert.ok(files.length > 100);
    const parsing = files.filter((file) => {
      const text = readFileSync(join(checkout, file), "utf8");
      const imports = [...text.matchAll(/import (?:type )?([^;]*?) from "(?:js-)?yaml";/g)];
      return imports.some(([, names = ""]) => parsers.test(names) || !names.startsWith("{"));
    });
    assert.deepEqual(parsing.sort(), allowed);
  });
});
