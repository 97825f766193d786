/** Pulumi's diagnostics write passwords (docs/troubleshooting.md, "Secrets"): nothing of ours sets or suggests them. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../checkout.js";

const flags =
  /--(?:debug|logtostderr|logflow|event-log|tracing|otel-traces)\b|\bPULUMI_(?:DEBUG_GRPC|DEBUG_COMMANDS)\b|pulumi [^\n`]*\s-v[ =]?\d/;

/** Where they may stand: the pages that warn of them, and tests, whose passwords protect nothing. */
const exempt =
  /^(?:docs\/(?:troubleshooting|guarantees)\.md$|CHANGELOG\.md$|tests\/|package-lock\.json$|.*\.(?:sum|mod)$)/;

describe("the committed files", () => {
  it("know the forbidden flags", () => {
    const page = readFileSync(join(checkout, "docs", "troubleshooting.md"), "utf8");
    const named = [
      "--debug",
      "--logtostderr",
      "--logflow",
      "--event-log",
      "--tracing",
      "--otel-traces",
      "PULUMI_DEBUG_GRPC",
    ];
    for (const flag of named) {
      assert.match(page, new RegExp(flag), `the page does not warn of ${flag}`);
      assert.match(flag, flags);
    }
  });

  it("set or suggest no flag with which Pulumi writes passwords", function () {
    // A release archive has no list of what is committed.
    if (!existsSync(join(checkout, ".git"))) this.skip();
    const tracked = execFileSync("git", ["ls-files", "--cached", "-z"], { cwd: checkout, encoding: "utf8" });
    const files = tracked.split("\0").filter((file) => file !== "" && !exempt.test(file));
    assert.ok(
      files.includes("README.md") && files.includes("src/cli/demo/pulumi-run.ts"),
      "the list is not the checkout's",
    );
    const found = files.filter(
      (file) => existsSync(join(checkout, file)) && flags.test(readFileSync(join(checkout, file), "utf8")),
    );
    assert.deepEqual(found, []);
  });
});
