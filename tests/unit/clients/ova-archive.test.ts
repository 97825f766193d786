import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import tar from "tar-stream";
import { provideOvas } from "../../../sandbox/test-data/ovas.js";
import { ovaArchiveState, ovaFileSizes } from "../../../src/clients/ova-archive.js";
import { OvaFacts } from "../../../src/environment/facts/ova.js";
import { checkArchive } from "../../../src/environment/questions/ova.js";

interface Packed {
  readonly name: string;
  readonly content: string;
}

const ovf = (files: string) =>
  `<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1">` +
  `<References>${files}</References></Envelope>`;
const reference = (name: string, bytes: number) =>
  `<File ovf:href="${name}" ovf:id="f" ovf:size="${bytes}"/>`;
const line = (algorithm: string, { name, content }: Packed) =>
  `${algorithm}(${name})= ${createHash(algorithm).update(content).digest("hex")}\n`;

const disk: Packed = { name: "photon-disk1.vmdk", content: "0123456789" };
const descriptor: Packed = { name: "photon.ovf", content: ovf(reference(disk.name, 10)) };
const manifest = (content: string): Packed => ({ name: "photon.mf", content });
const whole = manifest(line("SHA256", descriptor) + line("SHA256", disk));

describe("what is inside an OVA", () => {
  let directory: string;
  let ova: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-archive-test-"));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  let number = 0;
  const pack = async (files: readonly Packed[]): Promise<string> => {
    const archive = tar.pack();
    for (const { name, content } of files) archive.entry({ name }, content);
    archive.finalize();
    // Facts are remembered by name.
    ova = join(directory, `${String(number++)}.ova`);
    writeFileSync(ova, await buffer(archive));
    return ova;
  };

  const cases: readonly {
    readonly title: string;
    readonly files: readonly Packed[];
    readonly faults?: readonly RegExp[];
    readonly notes?: readonly RegExp[];
  }[] = [
    { title: "is whole as the vendor packs it", files: [descriptor, whole, disk] },
    ...["SHA1", "SHA256", "SHA512"].map((algorithm) => ({
      title: `is compared by ${algorithm}`,
      files: [descriptor, manifest(line(algorithm, disk)), { ...disk, content: "0123456780" }],
      faults: [
        new RegExp(
          `^is damaged: the ${algorithm} of photon-disk1\\.vmdk is [0-9a-f]+, and its manifest photon\\.mf has`,
        ),
      ],
    })),
    {
      title: "may have a manifest in capitals, with blanks, and with Windows line ends",
      files: [
        descriptor,
        manifest(
          line("SHA256", disk).replace(/= (.*)\n/, (_, hex: string) => ` =  ${hex.toUpperCase()}\r\n`),
        ),
        disk,
      ],
    },
    {
      title: "is damaged where the descriptor was edited",
      files: [{ ...descriptor, content: `${descriptor.content}<!-- -->` }, whole, disk],
      faults: [/^is damaged: the SHA256 of photon\.ovf/],
    },
    {
      title: "has no manifest, which is worth a note",
      files: [descriptor, disk],
      notes: [/^has no manifest/],
    },
    {
      title: "lacks a file that the descriptor references",
      files: [descriptor, manifest(line("SHA256", descriptor))],
      faults: [/^lacks photon-disk1\.vmdk, which its descriptor references$/],
    },
    {
      title: "lacks a file that the manifest lists",
      files: [
        descriptor,
        manifest(line("SHA256", disk) + line("SHA256", { name: "b.vmdk", content: "" })),
        disk,
      ],
      faults: [/^lacks b\.vmdk, which its manifest photon\.mf lists$/],
    },
    {
      title: "holds a file of another size than the descriptor announces",
      files: [{ ...descriptor, content: ovf(reference(disk.name, 11)) }, disk],
      faults: [/^holds photon-disk1\.vmdk with 10 bytes, where its descriptor announces 11$/],
      notes: [/^has no manifest/],
    },
    {
      title: "holds a file that nobody references",
      files: [descriptor, whole, disk, { name: "readme.txt", content: "hello" }],
      notes: [/^holds readme\.txt, which its descriptor does not reference$/],
    },
    {
      title: "has a manifest line that is not understood",
      files: [descriptor, manifest(`${line("SHA256", disk)}MD5(photon.ovf)= 00\nsomething\n`), disk],
      notes: [/photon\.mf that is not understood: MD5/, /not understood: something/],
    },
    { title: "has no descriptor", files: [disk], faults: [/^holds no descriptor/] },
    {
      title: "has a descriptor that is no XML",
      files: [{ ...descriptor, content: "<<<" }, disk],
      faults: [/photon\.ovf is no XML$/],
    },
    {
      title: "may keep its files below a folder, and have names that no header holds",
      files: [
        {
          name: `./${"deep/".repeat(30)}photon.ovf`,
          content: ovf(reference(`ümlaut-${"x".repeat(120)}.vmdk`, 10)),
        },
        { name: `./ümlaut-${"x".repeat(120)}.vmdk`, content: disk.content },
      ],
      notes: [/^has no manifest/],
    },
  ];

  const matches = (found: readonly string[], expected: readonly RegExp[]) => {
    assert.equal(found.length, expected.length, found.join("\n"));
    for (const [index, pattern] of expected.entries()) assert.match(found[index] ?? "", pattern);
  };

  for (const { title, files, faults = [], notes = [] } of cases) {
    it(title, async () => {
      const state = await ovaArchiveState(await pack(files));
      assert.ok(state);
      matches(state.faults, faults);
      matches(state.notes, notes);
      const read = await checkArchive(new OvaFacts(ova));
      assert.deepEqual(
        read.faults.map(({ path, seen }) => [path, seen]),
        state.faults.map((fault) => ["tkg-edge:template.ova", `"${ova}", which ${fault}`]),
      );
    });
  }

  it("is cut short, with what it has and what it needs", async () => {
    const size = readFileSync(await pack([descriptor, whole, { ...disk, content: "x".repeat(5000) }])).length;
    const half = Math.floor(size / 2);
    truncateSync(ova, half);
    const state = await ovaArchiveState(ova);
    matches(state?.faults ?? [], [
      new RegExp(`^is cut short: it has ${half} bytes and needs at least \\d+$`),
    ]);
  });

  it("is none where a file holds something else, and nothing where there is no file", async () => {
    const page = join(directory, "login-page.ova");
    writeFileSync(page, "<html>please log in</html>".padEnd(2000));
    matches((await ovaArchiveState(page))?.faults ?? [], [/^is no OVA/]);
    writeFileSync(page, "");
    matches((await ovaArchiveState(page))?.faults ?? [], [/^is no OVA/]);
    assert.equal(await ovaArchiveState(join(directory, "nope.ova")), undefined);
    const absent = new OvaFacts(join(directory, "nope.ova"));
    assert.deepEqual(await checkArchive(absent), { faults: [], notes: [] });
  });

  it("is read once, until the file changes", async () => {
    await pack([descriptor, whole, disk]);
    await ovaArchiveState(ova);
    const reads: string[] = [];
    const { remembered } = await import("../../../src/clients/remembered-facts.js");
    const read = (path: string) => {
      reads.push(path);
      return Promise.resolve({ faults: [], notes: [] });
    };
    assert.deepEqual(await remembered(ova, "archive", read), { faults: [], notes: [] });
    assert.deepEqual(reads, []);
    writeFileSync(ova, "changed");
    await remembered(ova, "archive", read);
    assert.deepEqual(reads, [ova]);
  });

  it("is whole in each OVA of the sandbox, whose files have sizes", async () => {
    for (const name of await provideOvas(directory)) {
      assert.deepEqual(await ovaArchiveState(join(directory, name)), { faults: [], notes: [] });
      const sizes = await ovaFileSizes(join(directory, name));
      assert.deepEqual(
        [...sizes.keys()].map((file) => file.split(".").at(-1)),
        ["ovf", "mf", "vmdk"],
      );
      assert.ok([...sizes.values()].every((bytes) => bytes > 0));
    }
  });
});
