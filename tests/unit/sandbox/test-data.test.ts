import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { load } from "js-yaml";
import { repositoryBundle, tkrBundle } from "../../../sandbox/test-data/bundle-content.js";
import { ovaFiles } from "../../../sandbox/test-data/ovas.js";
import { operatingSystems, ovaFileName, ovaVersion, tinyTkrs } from "../../../sandbox/test-data/tiny-tkrs.js";
import { emptyStreamOptimisedDisk } from "../../../sandbox/test-data/vmdk.js";

const tkr = tinyTkrs[0]!;
const [photon, ubuntu] = operatingSystems as [(typeof operatingSystems)[0], (typeof operatingSystems)[0]];

describe("the tiny OVAs", () => {
  it("are named as the vendor names them", () => {
    assert.equal(ovaFileName(tkr, photon), "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova");
    assert.equal(ovaFileName(tkr, ubuntu), "ubuntu-2004-kube-v1.25.7+vmware.1-tiny.2.ova");
    assert.equal(ovaVersion(tkr, photon), "v1.25.7+vmware.1-tiny.2-tkg.1-ac20b3");
  });

  it("carry the four vApp properties in the category of Cluster API", () => {
    const [ovf] = ovaFiles(tkr, ubuntu);
    const text = ovf!.content.toString();
    const properties = [...text.matchAll(/<Property ovf:key="(\w+)" .*ovf:value="([^"]*)"\/>/g)];
    assert.deepEqual(
      properties.map(([, key, value]) => [key, value]),
      [
        ["VERSION", "v1.25.7+vmware.1-tiny.2-tkg.1-87b1b3"],
        ["DISTRO_NAME", "ubuntu"],
        ["DISTRO_VERSION", "20.04"],
        ["DISTRO_ARCH", "amd64"],
      ],
    );
    assert.match(text, /<Category>Cluster API Provider \(CAPI\)<\/Category>/);
  });

  it("list a right checksum and size of each file", () => {
    const [ovf, manifest, disk] = ovaFiles(tkr, photon);
    const expected = [ovf!, disk!].map(
      ({ name, content }) => `SHA256(${name})= ${createHash("sha256").update(content).digest("hex")}\n`,
    );
    assert.equal(manifest!.content.toString(), expected.join(""));
    assert.match(
      ovf!.content.toString(),
      new RegExp(`ovf:href="${disk!.name.replaceAll("+", "\\+")}".* ovf:size="${disk!.content.length}"`),
    );
  });
});

describe("emptyStreamOptimisedDisk", () => {
  const disk = emptyStreamOptimisedDisk(10 * 2 ** 30);

  it("has a header with the position of its directory: at the end", () => {
    assert.equal(disk.toString("ascii", 0, 4), "KDMV");
    assert.equal(disk.readBigUInt64LE(12), BigInt((10 * 2 ** 30) / 512));
    assert.equal(disk.readBigUInt64LE(56), 0xffff_ffff_ffff_ffffn);
  });

  it("ends with a footer that points at the directory, and the end of the stream", () => {
    const footer = disk.subarray(disk.length - 1024, disk.length - 512);
    assert.equal(footer.toString("ascii", 0, 4), "KDMV");
    const directory = Number(footer.readBigUInt64LE(56)) * 512;
    assert.equal(disk.readUInt32LE(directory - 512 + 12), 2, "the marker before it is a grain directory's");
    // 10 GiB / 32 MiB per table = 320 entries of 4 bytes = 3 sectors, all empty.
    assert.equal(disk.readBigUInt64LE(directory - 512), 3n);
    assert.equal(
      disk.subarray(directory, directory + 1536).every((byte) => byte === 0),
      true,
    );
    assert.equal(
      disk.subarray(disk.length - 512).every((byte) => byte === 0),
      true,
    );
  });

  it("refuses a size that is no multiple of a grain", () => {
    assert.throws(() => emptyStreamOptimisedDisk(1000), /expected a positive multiple of 65536/);
  });
});

describe("the bundles", () => {
  it("hold a Package without a namespace, which names the bundle in the sandbox's registry", () => {
    const files = repositoryBundle(tkr, "127.66.3.4:5000/tkg");
    const file = files["packages/tkr-vsphere-edge.tanzu.vmware.com/1.25.7+vmware.1-tiny.2-tkg.1.yml"]!;
    const object = load(file) as { metadata: object; spec: { template: { spec: { fetch: object[] } } } };
    assert.deepEqual(object.metadata, {
      name: "tkr-vsphere-edge.tanzu.vmware.com.1.25.7+vmware.1-tiny.2-tkg.1",
      labels: { "run.tanzu.vmware.com/tkr-package": "" },
    });
    assert.deepEqual(object.spec.template.spec.fetch, [
      { imgpkgBundle: { image: "127.66.3.4:5000/tkg/tkr-vsphere-edge:v1.25.7_vmware.1-tiny.2-tkg.1" } },
    ]);
  });

  it("hold a package file for each bootstrap package that the TKr lists", () => {
    for (const each of tinyTkrs) {
      const files = tkrBundle(each);
      const release = load(files["config/tkr.yaml"]!) as { spec: { bootstrapPackages: { name: string }[] } };
      const packages = Object.entries(files)
        .filter(([path]) => path.startsWith("packages/"))
        .map(([, content]) => (load(content) as { metadata: { name: string } }).metadata.name);
      assert.deepEqual(packages.sort(), release.spec.bootstrapPackages.map(({ name }) => name).sort());
    }
  });

  it("name only configs that they hold", () => {
    const files = tkrBundle(tkr);
    interface Reference {
      readonly kind: string;
      readonly name: string;
    }
    const template = load(files["config/clusterbootstraptemplate.yaml"]!) as {
      spec: Record<string, { valuesFrom?: { providerRef: Reference } }>;
    };
    const held = Object.values(files)
      .map((content) => load(content) as { kind: string; metadata?: { name: string } })
      .map(({ kind, metadata }) => `${kind}/${metadata?.name ?? ""}`);
    const named = Object.values(template.spec).flatMap(({ valuesFrom }) =>
      valuesFrom === undefined ? [] : [`${valuesFrom.providerRef.kind}/${valuesFrom.providerRef.name}`],
    );
    assert.equal(named.length, 4);
    assert.deepEqual(
      named.filter((reference) => !held.includes(reference)),
      [],
    );
  });
});
