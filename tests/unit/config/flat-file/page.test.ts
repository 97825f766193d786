import assert from "node:assert/strict";
import { readFlatFile } from "../../../../src/config/flat-file/sections.js";
import { parseStack } from "../../../../src/config/parse-stack.js";
import { cluster } from "../../../../src/manifests/cluster.js";
import { elided, exampleSite, pageStack } from "../../example-site.js";
import { completeExports, pagePassword, printedExports } from "../../page-exports.js";

describe("the vendor page's export lines", () => {
  it("are explained where the page cut or hid something, line by line, and understood where it forgot quotes", () => {
    const { problems, notes, vcenterPassword } = readFlatFile(printedExports, "page.sh");
    assert.deepEqual(
      problems.map(({ path, expected }) => `${path}: ${expected}`),
      [
        "page.sh:7 VSPHERE_USERNAME: the real name: the web page hides what looks like a mail address ([email protected])",
        "page.sh:14 VSPHERE_SSH_AUTHORIZED_KEY: the whole value: the vendor's page cuts this one short, where [...] stands",
        "page.sh:15 VSPHERE_TLS_THUMBPRINT: the whole value: the vendor's page cuts this one short, where [...] stands",
        "page.sh:21 TKG_CUSTOM_IMAGE_REPOSITORY_CA_CERTIFICATE: the whole value: the vendor's page cuts this one short, where [...] stands",
      ],
    );
    assert.deepEqual(notes, [
      "page.sh:8 VSPHERE_PASSWORD has no quotes, and a shell would take < and > for redirections; read as it is meant",
      "page.sh:14 VSPHERE_SSH_AUTHORIZED_KEY has no quotes, and a shell would take its first word alone; read to the end of the line",
    ]);
    assert.equal(vcenterPassword, pagePassword, "<encoded:...> is decoded");
  });

  it("with the gaps filled give the same Cluster as our own keys", () => {
    const { connection, site, problems } = readFlatFile(completeExports, "page.sh");
    assert.deepEqual(problems, []);
    const spec = parseStack(
      { connection, site: { ...site, tkrVersion: pageStack.management.tkr.version }, secretsSet: new Set() },
      "/nowhere",
      "page",
      "manifests",
    );
    assert.ok(spec.site && spec.connection.vcenter);
    const own = exampleSite({ sshAuthorizedKeys: [elided.sshKey.split(" ").slice(0, 2).join(" ")] });
    assert.deepEqual(cluster(spec.site, spec.connection.vcenter), cluster(own.site, own.vcenter));
  });

  it("never repeat the password", () => {
    const notes = JSON.stringify(readFlatFile(printedExports, "page.sh").notes);
    assert.doesNotMatch(notes, /QWRtaW4hMjM|Admin!23/);
  });
});
