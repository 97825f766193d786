/** Each room of the product has a README.md, and imports only the rooms that its "May import" names. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkout } from "../checkout.js";
import { folderOf, productRooms, sourcesOf } from "./sources.js";

/** What a README allows: `May import A, B; of C types alone.`, or `…; X also D.` where X is a folder of the room. */
interface Allowed {
  readonly rooms: readonly string[];
  readonly typesOf: readonly string[];
  /** Rooms by the folder that may import them too. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
}

const namesIn = (text: string): string[] => [...text.matchAll(/`([^`]+)\/`/g)].map(([, name = ""]) => name);

function allowedBy(readme: string): Allowed {
  const [, sentence = assert.fail('there is no "May import"')] = /^May import (.+?)\.$/ms.exec(readme) ?? [];
  const [list = "", ...more] = sentence.split(";");
  assert.ok(namesIn(list).length > 0 || list === "nothing", `nothing can be read from: ${sentence}`);
  const folders = more.flatMap((part) => {
    const [folder, also] = part.split(" also ");
    return folder === undefined || also === undefined
      ? []
      : [[namesIn(folder).join(), namesIn(also)] as const];
  });
  const typesOf = more.filter((part) => part.endsWith("types alone")).flatMap(namesIn);
  assert.equal(
    folders.length + (typesOf.length > 0 ? 1 : 0),
    more.length,
    `nothing can be read from: ${sentence}`,
  );
  return { rooms: namesIn(list), typesOf, folders: new Map(folders) };
}

/** The room that a path below the checkout is in. */
const roomOf = (path: string): string => path.replace(/^src\//, "").split("/")[0] ?? "";

/** Imports of other rooms in a source: `type` where it is of types alone. */
function importsOf(file: string, text: string): { readonly room: string; readonly type: boolean }[] {
  return [...text.matchAll(/^(?:import|export) (type )?[^;]*? from "(\.[^"]+)";/gm)].map(
    ([, type, path = ""]) => ({
      room: roomOf(join(dirname(file), path)),
      type: type !== undefined,
    }),
  );
}

function forbidden(file: string, text: string, { rooms, typesOf, folders }: Allowed): string[] {
  const room = roomOf(file);
  const also = [...folders].flatMap(([folder, more]) => (file.startsWith(`${folder}/`) ? more : []));
  return importsOf(file, text)
    .filter((one) => ![room, ...rooms, ...also, ...(one.type ? typesOf : [])].includes(one.room))
    .map((one) => `${file} imports ${one.room}/`);
}

describe("the rooms of the product", () => {
  it("are read whole", () => {
    assert.ok(sourcesOf(productRooms).length > 250, `${sourcesOf(productRooms).length} sources were found`);
  });

  for (const room of productRooms) {
    it(`${room}/ imports what its README.md allows, and nothing else`, () => {
      const allowed = allowedBy(readFileSync(join(checkout, folderOf(room), "README.md"), "utf8"));
      const sources = sourcesOf([room]);
      assert.ok(sources.length > 0, "no source was found");
      const found = sources.flatMap((file) =>
        forbidden(file, readFileSync(join(checkout, file), "utf8"), allowed),
      );
      assert.deepEqual(found, []);
    });
  }

  it("would be reported for an import upwards, of a type as well as of a value", () => {
    const allowed = allowedBy("# a/\n\nMay import `b/`; of `c/` types alone; `a/inner/` also `d/`.\n");
    const text = (path: string, type = "") => `import ${type}{ x } from "${path}";\n`;
    assert.deepEqual(forbidden("a/x.ts", text("../b/y.js") + text("../c/y.js", "type "), allowed), []);
    assert.deepEqual(forbidden("a/x.ts", text("../c/y.js"), allowed), ["a/x.ts imports c/"]);
    assert.deepEqual(forbidden("a/x.ts", text("../d/y.js", "type "), allowed), ["a/x.ts imports d/"]);
    assert.deepEqual(forbidden("a/inner/x.ts", text("../../d/y.js"), allowed), []);
  });
});
