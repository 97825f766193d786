/** How `tkg-edge fleet plan --against` reads a repository: links, work trees, no program that it names, few starts of git. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaults } from "../fleet/fleet-folder.js";
import { fleetOf, open, reasonsOf, site, useGitProject, wordsOf } from "./git-project.js";

describe("tkg-edge fleet plan --against", function () {
  // Processes of git, some for each case.
  this.timeout(20_000);
  const context = useGitProject();

  it("follows symbolic links within the repository, and no link out of it; submodules are not read", async () => {
    const connection = defaults.connection;
    const named = (file: string) => site("10.0.0.1", {}, { connectionFile: file });
    const fleet = {
      ...fleetOf({
        one: named("links/inside.yaml"),
        two: { ...named("links/folder/a.yaml"), site: { controlPlaneEndpoint: "10.0.0.2" } },
      }),
    };
    context.project.write({ "fleet.yaml": fleet, "real/a.yaml": connection, "links/x": "" });
    symlinkSync("../real/a.yaml", join(context.project.directory, "links/inside.yaml"));
    symlinkSync(join(context.project.directory, "real"), join(context.project.directory, "links/folder"));
    symlinkSync("/etc/hostname", join(context.project.directory, "links/outside.yaml"));
    symlinkSync("../../outside.yaml", join(context.project.directory, "links/above.yaml"));
    symlinkSync("loop.yaml", join(context.project.directory, "links/loop.yaml"));
    const commit = (() => {
      context.project.commit();
      return context.project.git("rev-parse", "HEAD");
    })();
    assert.equal((await context.project.plan()).summary.nothing, 2);
    for (const [file, reason] of [
      ["links/outside.yaml", /a symbolic link that leads out of the repository/],
      ["links/above.yaml", /a symbolic link that leads out of the repository/],
      ["links/loop.yaml", /which does not exist/],
    ] as const) {
      context.project.commit({ "fleet.yaml": fleetOf({ one: named(file) }) });
      context.project.write({ "fleet.yaml": fleetOf({ one: named("real/a.yaml") }) });
      const [reasonFound] = reasonsOf(await context.project.plan(), "one");
      assert.match(reasonFound?.what ?? "", reason);
    }
    context.project.git("update-index", "--add", "--cacheinfo", `160000,${commit},sub`);
    context.project.write({ "fleet.yaml": fleetOf({ one: named("sub/a.yaml") }) });
    context.project.git("add", "fleet.yaml");
    context.project.git("commit", "--quiet", "--message", "x");
    context.project.write({ "sub/a.yaml": connection });
    assert.match(
      reasonsOf(await context.project.plan(), "one")[0]?.what ?? "",
      /the submodule sub, whose files HEAD does not hold/,
    );
  });

  it("works below the top of the repository, and from a linked work tree", async () => {
    context.project.commit({
      "edge/fleet.yaml": {
        defaults: { ...open, connectionFile: "../shared/eu.yaml" },
        sites: { one: site("10.0.0.1") },
      },
      "shared/eu.yaml": defaults.connection,
    });
    const tree = `${context.project.directory}-tree`;
    context.project.git("worktree", "add", "--quiet", "--detach", tree);
    try {
      const { connection } = defaults;
      for (const top of [context.project.directory, tree]) {
        writeFileSync(
          join(top, "shared/eu.yaml"),
          JSON.stringify({ ...connection, vcenter: { ...connection.vcenter, server: "other.example.com" } }),
        );
        // The defaults set the server too, and win.
        assert.deepEqual(wordsOf(await context.project.plan("HEAD", "-C", join(top, "edge"))), {
          one: "nothing",
        });
      }
    } finally {
      rmSync(tree, { recursive: true });
    }
  });

  it("runs no program that the repository names", async () => {
    const touched = join(context.project.directory, "ran");
    const program = join(context.project.directory, "program");
    writeFileSync(program, `#!/bin/sh\ntouch ${touched}\ncat\n`);
    chmodSync(program, 0o755);
    context.project.commit({ "fleet.yaml": fleetOf({ one: site("10.0.0.1"), two: site("10.0.0.2") }) });
    context.project.write({ ".gitattributes": "* filter=bad diff=bad\n" });
    context.project.commit({ "fleet.yaml": fleetOf({ one: site("10.0.0.1") }) });
    for (const [key, value] of Object.entries({
      "core.fsmonitor": program,
      "core.hooksPath": context.project.directory,
      "core.sshCommand": program,
      "core.pager": program,
      "core.gitProxy": program,
      "core.askPass": program,
      "diff.external": program,
      "diff.bad.textconv": program,
      "filter.bad.smudge": program,
      "filter.bad.clean": program,
      "filter.bad.process": program,
      "alias.rev-parse": `!${program}`,
      "uploadpack.packObjectsHook": program,
      "credential.helper": program,
    })) {
      context.project.git("config", key, value);
    }
    for (const hook of ["post-checkout", "post-index-change", "reference-transaction"]) {
      writeFileSync(join(context.project.directory, ".git/hooks", hook), readFileSync(program), {
        mode: 0o755,
      });
    }
    // A partial clone, which would fetch what it lacks.
    context.project.git("config", "remote.origin.url", `ext::${program}`);
    context.project.git("config", "remote.origin.promisor", "true");
    context.project.git("config", "remote.origin.uploadpack", program);
    context.project.git("config", "protocol.ext.allow", "always");
    context.project.git("config", "core.repositoryFormatVersion", "1");
    context.project.git("config", "extensions.partialClone", "origin");
    rmSync(touched, { force: true });
    assert.deepEqual(wordsOf(await context.project.plan("HEAD~1")), { one: "nothing", two: "removed" });
    const object = context.project.git("rev-parse", "HEAD~1:fleet.yaml");
    rmSync(touched, { force: true });
    rmSync(join(context.project.directory, ".git/objects", object.slice(0, 2), object.slice(2)));
    const { code, err } = await context.project.against("HEAD~1");
    assert.equal(code, 1);
    assert.match(err, /^--against: HEAD~1 cannot be read \(.*\); expected: a clone that has its files/);
    assert.ok(!existsSync(touched), "a program of the repository was run");
  });

  it("starts git a few times, for however many sites and files", async () => {
    const log = join(context.project.directory, ".git", "started");
    const wrapper = join(context.project.directory, ".git", "bin");
    const real = context.project.git("--exec-path");
    context.project.write({ ".git/bin/git": `#!/bin/sh\necho "$@" >> ${log}\nexec ${real}/git "$@"\n` });
    chmodSync(join(wrapper, "git"), 0o755);
    const path = process.env.PATH;
    const startsFor = async (count: number): Promise<number> => {
      const names = Array.from({ length: count }, (_, index) => `s${index}`);
      const files = names.map((name, index) => [
        `sites/${name}/site.yaml`,
        { [name]: site(`10.0.1.${index + 1}`) },
      ]);
      const stacks = names.map((name) => [
        `Pulumi.${name}.yaml`,
        { config: { "tkg-edge:fleetFile": "fleet.yaml", "tkg-edge:vcenterPassword": { secure: "v1:a" } } },
      ]);
      context.project.commit({
        "fleet.yaml": { defaults: open, sites: { files: "sites/*/site.yaml" } },
        ...(Object.fromEntries([...files, ...stacks]) as object),
      });
      context.project.write({
        "fleet.yaml": {
          defaults: { ...open, site: { ...open.site, os: "ubuntu" } },
          sites: { files: "sites/*/site.yaml" },
        },
      });
      rmSync(log, { force: true });
      process.env.PATH = `${wrapper}:${path ?? ""}`;
      try {
        const { summary } = await context.project.plan();
        assert.equal(summary.REBUILD, count);
      } finally {
        process.env.PATH = path;
      }
      return readFileSync(log, "utf8").trim().split("\n").length;
    };
    const few = await startsFor(3);
    assert.equal(await startsFor(40), few);
    assert.ok(few <= 10, `git was started ${few} times`);
  });
});
