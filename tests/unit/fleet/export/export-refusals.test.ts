/** What `tkg-edge fleet export` refuses, without showing a secret. */
import assert from "node:assert/strict";
import { defaults } from "../fleet-folder.js";
import { fleet, marker, site, useExport } from "./export-command.js";

describe("tkg-edge fleet export", () => {
  const { write, writeAll, exported } = useExport();

  it("refuses options that are wrong, all at once, and shows no secret of them", async () => {
    writeAll();
    const wrong = [
      "--backend",
      `https://user:${marker}@states`,
      "--organization",
      "a/b",
      "--program-dir",
      "opt",
    ];
    const { code, out, err } = await exported(...wrong, "--secrets-provider", "");
    assert.deepEqual([code, out], [2, ""]);
    assert.match(err, /^error: 4 problems in the options; nothing was changed\.$/m);
    for (const option of ["backend", "organization", "program-dir", "secrets-provider"])
      assert.match(err, new RegExp(`^ {2}--${option}$`, "m"));
    assert.ok(!err.includes(marker));
    const query = await exported("--backend", `azblob://states?sas_token=${marker}`);
    assert.equal(query.code, 2);
    assert.ok(!query.err.includes(marker));
  });

  it("refuses a password in a variable that the backend needs", async () => {
    writeAll();
    const vcenter = { ...defaults.connection.vcenter, passwordFrom: { environment: "PULUMI_ACCESS_TOKEN" } };
    const one = { ...site("10.0.0.1"), labels: { ring: "canary" }, connection: { vcenter } };
    write("fleet.yaml", { ...fleet, sites: { one } });
    const { code, err } = await exported();
    assert.equal(code, 1);
    assert.match(err, /stack one, passwordFrom\.environment\n +read: +"PULUMI_ACCESS_TOKEN"/);
  });

  it("refuses a value that may be secret, without showing it", async () => {
    writeAll();
    const proxy = {
      httpProxy: `http://u:${marker}@proxy.example.com`,
      httpsProxy: "http://p",
      noProxy: ["a"],
    };
    write("fleet.yaml", {
      ...fleet,
      sites: { one: { labels: { ring: "canary" }, ...site("10.0.0.1", { variables: { proxy } }) } },
    });
    const { code, out, err } = await exported();
    assert.equal(code, 1);
    assert.equal(out, "");
    assert.match(err, /stack one, tkg-edge:site\.variables\.proxy\.httpProxy/);
    assert.ok(!err.includes(marker));
  });

  it("exports no fleet with errors", async () => {
    write("fleet.yaml", { ...fleet, sites: { one: site("no address") } });
    const { code, out, err } = await exported();
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /controlPlaneEndpoint/);
  });
});
