import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { pagePassword } from "../page-exports.js";
import { tkr, toManagement, useEdgeCommand } from "./edge-command.js";

describe("tkg-edge convert", () => {
  const command = useEdgeCommand();
  const { edge, stackFile } = command;

  it("writes a stack that renders the same as the file", async () => {
    const converted = await edge("convert", "page.sh", "--stack", "site", ...toManagement, ...tkr);
    assert.equal(converted.code, 0, converted.err);
    const stack = await edge("render", "--stack", "site");
    const file = await edge("render", "page.sh");
    assert.equal(stack.out.replace("stack site", "page.sh"), file.out);
    assert.match(
      readFileSync(stackFile("site"), "utf8"),
      /^# yaml-language-server: \$schema=schema\/stack\.schema\.json\n/,
    );
  });

  it("gives pulumi the decoded password on standard input and nowhere else", async () => {
    command.answers = ["error: no stack named 'site' found"];
    const { code, out, err } = await edge("convert", "page.sh", "--stack", "site", ...toManagement, ...tkr);
    assert.equal(code, 0, err);
    assert.deepEqual(
      command.calls.map(({ args }) => args.slice(0, 3).join(" ")),
      ["config set --secret", "stack init site", "config set --secret"],
    );
    assert.deepEqual(
      command.calls.map(({ input }) => input),
      [pagePassword, undefined, pagePassword],
    );
    const elsewhere = [
      command.calls.flatMap(({ args }) => args).join(" "),
      out,
      err,
      readFileSync(stackFile("site"), "utf8"),
    ];
    assert.ok(!elsewhere.join("\n").includes(pagePassword));
  });

  it("explains how to set the password if pulumi cannot", async () => {
    command.answers = ["error: PULUMI_ACCESS_TOKEN must be set"];
    const { code, err } = await edge("convert", "page.sh", "--stack", "site", ...toManagement, ...tkr);
    assert.equal(code, 1);
    assert.match(err, /was written, but its password was not: error: PULUMI_ACCESS_TOKEN/);
    assert.match(err, /pulumi config set --secret tkg-edge:vcenterPassword --stack site/);
  });

  it("writes nothing if there is any problem, and reports all problems", async () => {
    const { code, err } = await edge("convert", "printed.sh", "--stack", "site");
    assert.equal(code, 1);
    assert.match(err, /^6 problems in printed\.sh/m);
    assert.match(err, /--kubeconfig and --context, or --connection-file/);
    assert.match(
      err,
      /--tkr-version\n.*no TKr\n +expected: .*v1\.25\.7\S+ \(TKG 2\.2\.0\), v1\.24\.10\S+ \(TKG 2\.1\.1\)/,
    );
    assert.ok(!existsSync(stackFile("site")));
    assert.deepEqual(command.calls, []);
  });

  it("keeps an existing stack, unless its site and connection are to be replaced", async () => {
    const there =
      "# mine\nconfig:\n  tkg-edge:vcenterPassword:\n    secure: v1:x\n  other:key: 1\nencryptionsalt: v1:s\n";
    writeFileSync(stackFile("site"), there);
    const refused = await edge("convert", "page.sh", "--stack", "site", ...toManagement, ...tkr);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /Pulumi\.site\.yaml\n +read: +a file that is there already/);
    assert.equal(readFileSync(stackFile("site"), "utf8"), there);
    assert.equal(
      (await edge("convert", "page.sh", "--stack", "site", ...toManagement, ...tkr, "--force")).code,
      0,
    );
    const text = readFileSync(stackFile("site"), "utf8");
    assert.match(text, /^# mine\nconfig:/);
    for (const kept of ["secure: v1:x", "other:key: 1", "encryptionsalt: v1:s"])
      assert.ok(text.includes(kept), text);
    assert.match(text, /name: workload-snc/);
  });
});
