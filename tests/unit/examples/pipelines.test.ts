/**
 * The pipelines of examples/ci: that of GitHub by GitHub's own parser and schema. GitLab's schema is in no small package, so the
 * other one is read by the forms of the keywords that it uses; no keyword is taken that is not among them.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as WorkflowParser from "@actions/workflow-parser";
import { buildSync } from "esbuild";
import { load } from "js-yaml";
import * as z from "zod";
import { checkout } from "../checkout.js";

const textOf = (name: string) => readFileSync(join(checkout, "examples", "ci", name), "utf8");

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly "runs-on": string | readonly string[];
  readonly needs?: string;
  readonly steps: readonly Step[];
}

describe("the pipeline for GitHub", () => {
  const text = textOf("github-actions.yml");
  const { jobs, permissions } = load(text) as {
    readonly jobs: Readonly<Record<string, Job>>;
    readonly permissions: unknown;
  };
  const job = (name: string) => jobs[name] ?? assert.fail(`no job ${name}`);

  let parser: typeof WorkflowParser;
  before("load the parser, whose modules import JSON as only a bundler does", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tkg-edge-workflow-"));
    try {
      const outfile = join(folder, "parser.mjs");
      const stdin = { contents: 'export * from "@actions/workflow-parser";', resolveDir: checkout };
      const banner =
        'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
      buildSync({ stdin, bundle: true, platform: "node", format: "esm", outfile, banner: { js: banner } });
      parser = (await import(pathToFileURL(outfile).href)) as typeof WorkflowParser;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const problemsOf = async (content: string): Promise<string[]> => {
    const file = { name: "fleet.yml", content };
    const { context, value } = parser.parseWorkflow(file, new parser.NoOperationTraceWriter());
    if (value) await parser.convertWorkflowTemplate(context, value);
    return context.errors.getErrors().map(({ message }) => message);
  };

  it("is a workflow by GitHub's own schema", async () => {
    assert.deepEqual(await problemsOf(text), []);
    assert.notDeepEqual(await problemsOf(text.replace("timeout-minutes: 15", "timeout: 15")), []);
  });

  it("gives a change nothing: no secret, no environment, no own runner, and no program of its own", () => {
    const check = job("check");
    assert.deepEqual(permissions, { contents: "read" });
    assert.equal(check.if, "github.event_name == 'pull_request'");
    assert.equal(check["runs-on"], "ubuntu-latest");
    assert.equal(check.environment, undefined);
    assert.ok(!JSON.stringify(check).includes("secrets."));
    const [program, change] = check.steps.flatMap(({ with: given }) =>
      given?.path === undefined ? [] : [given],
    );
    assert.equal(program?.ref, "${{ github.event.pull_request.base.sha }}");
    assert.equal(change?.["fetch-depth"], 0);
    const started = check.steps.flatMap(({ run }) => [...(run ?? "").matchAll(/^\s*node (\S+)/gm)]);
    assert.deepEqual(
      started.map(([, file]) => file),
      ["program/tkg-edge.js", "program/tkg-edge.js"],
    );
    // A title or a branch name of the change is never part of a command line.
    for (const { run = "" } of Object.values(jobs).flatMap(({ steps }) => steps))
      assert.ok(!run.includes("${{"));
  });

  it("reads without a password, and rolls out once it is approved", () => {
    assert.match(job("plan").if ?? "", /refs\/heads\/main/);
    assert.ok(!JSON.stringify(job("plan")).includes("secrets."));
    assert.equal(job("rollout").environment, "production");
    assert.equal(job("rollout").needs, "plan");
    const [checkedOut] = job("rollout").steps;
    assert.equal(checkedOut?.with?.clean, false);
    for (const { steps } of Object.values(jobs)) {
      for (const { uses, with: given } of steps) {
        if (uses?.startsWith("actions/checkout@")) assert.equal(given?.["persist-credentials"], false);
      }
    }
  });
});

const text = z.string();
const jobSchema = z.strictObject({
  stage: text,
  image: text.optional(),
  tags: z.array(text).optional(),
  rules: z.array(z.strictObject({ if: text, when: z.enum(["manual", "never", "always"]).optional() })),
  variables: z.record(text, text).optional(),
  timeout: z.string().regex(/^\d+ (minutes|hours?|days?)$/),
  needs: z.array(text).optional(),
  environment: z.strictObject({ name: text }).optional(),
  resource_group: text.optional(),
  interruptible: z.boolean().optional(),
  script: z.array(text),
  artifacts: z.strictObject({
    when: z.enum(["always", "on_success", "on_failure"]),
    paths: z.array(text).min(1),
    expose_as: z.string().max(100).optional(),
    expire_in: text,
  }),
});
const pipelineSchema = z.object({ stages: z.array(text) }).catchall(jobSchema);

describe("the pipeline for GitLab", () => {
  const pipeline = pipelineSchema.parse(load(textOf("gitlab-ci.yml")));
  const job = (name: string) => jobSchema.parse(pipeline[name]);

  it("has jobs in its stages, in order", () => {
    const names = Object.keys(pipeline).filter((name) => name !== "stages");
    assert.deepEqual(names, ["check", "plan", "rollout"]);
    assert.deepEqual(
      names.map((name) => job(name).stage),
      pipeline.stages,
    );
  });

  it("gives a change nothing, and runs the program of the default branch", () => {
    const check = job("check");
    assert.deepEqual(check.rules, [{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }]);
    assert.deepEqual([check.tags, check.environment], [undefined, undefined]);
    const started = check.script.flatMap((line) =>
      [...line.matchAll(/\bnode (\S+)/g)].map(([, file]) => file),
    );
    assert.deepEqual(started, ["/tmp/program/tkg-edge.js", "/tmp/program/tkg-edge.js"]);
  });

  it("rolls out what was planned, once it is started", () => {
    assert.deepEqual(job("rollout").rules, [
      { if: "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", when: "manual" },
    ]);
    assert.deepEqual(job("rollout").needs, ["plan"]);
    assert.equal(job("rollout").environment?.name, "production");
    assert.match(job("rollout").variables?.GIT_CLEAN_FLAGS ?? "", /-e \.tkg-edge\//);
    assert.deepEqual(job("plan").rules, [{ if: "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH" }]);
  });
});

describe("both pipelines", () => {
  for (const name of ["github-actions.yml", "gitlab-ci.yml"]) {
    it(`${name} fails for problems, and not for changes, rebuilds or sites that are offline`, () => {
      const all = textOf(name);
      assert.equal([...all.matchAll(/\[ "\$code" -ne 1 \]/g)].length, 2);
      assert.equal([...all.matchAll(/\[ "\$code" -eq 0 \] \|\| \[ "\$code" -eq 5 \]/g)].length, 1);
      assert.match(all, /fleet rollout --yes \$ALLOW_REBUILDS --report rollout\.md/);
    });
  }
});
