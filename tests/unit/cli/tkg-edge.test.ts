import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../../cli/tkg-edge.js";
import { packageManifestPath, packageName } from "../../../config/tkr-version.js";
import { checkout } from "../checkout.js";
import { asYaml, manifest, put, variable } from "../config/object-spec/manifest.js";
import { pageStack } from "../example-site.js";
import { completeExports, pagePassword, printedExports } from "../page-exports.js";

const tkrVersion = pageStack.management.tkr.version;
const toManagement = ["--kubeconfig", "mgmt.kubeconfig", "--context", "mgmt-admin@mgmt"];

/** A call of pulumi as the command made it. */
interface Call {
  readonly args: readonly string[];
  readonly input: string | undefined;
}

const tkr = ["--tkr-version", tkrVersion];

describe("tkg-edge", () => {
  let directory: string;
  let calls: Call[];
  /** What pulumi answers, call by call; then success. */
  let answers: string[];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-cli-"));
    calls = [];
    answers = [];
    writeFileSync(join(directory, "page.sh"), completeExports);
    writeFileSync(join(directory, "printed.sh"), printedExports);
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  async function edge(...args: string[]) {
    let out = "";
    let err = "";
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
    const pulumi = (given: readonly string[], input?: string) => {
      calls.push({ args: given, input });
      const stderr = answers.shift() ?? "";
      return Promise.resolve({ ok: stderr === "", stdout: "", stderr });
    };
    const code = await run([...args, ...(args.length > 0 ? ["-C", directory] : [])], { terminal, pulumi });
    return { code, out, err };
  }
  const stackFile = (stack: string) => join(directory, `Pulumi.${stack}.yaml`);

  describe("render", () => {
    it("prints the manifests of a flat file in apply order, the same bytes each time, without the password", async () => {
      const first = await edge("render", "page.sh", "--tkr-version", tkrVersion);
      assert.equal(first.code, 0, first.err);
      const kinds = [...first.out.matchAll(/^kind: (.+)$/gm)].map((match) => match[1]);
      assert.deepEqual(kinds, ["Secret", "VSphereCPIConfig", "ClusterBootstrap", "Cluster"]);
      assert.deepEqual(await edge("render", "page.sh", "--tkr-version", tkrVersion), first);
      assert.ok(!`${first.out}${first.err}`.includes(pagePassword));
    });

    it("prints the password when asked to", async () => {
      const { out } = await edge("render", "page.sh", "--show-secrets");
      assert.match(out, /^# The password of vCenter is in it\.$/m);
      assert.match(out, new RegExp(`^  password: ${pagePassword}$`, "m"));
    });

    it("prints the Package of a pulled bundle, in tkg-system", async () => {
      const bundled = join(directory, "bundle", packageManifestPath(tkrVersion));
      mkdirSync(dirname(bundled), { recursive: true });
      const name = packageName(tkrVersion);
      writeFileSync(
        bundled,
        `apiVersion: data.packaging.carvel.dev/v1alpha1\nkind: Package\nmetadata: {name: ${name}}\nspec: {}\n`,
      );
      writeFileSync(stackFile("mgmt"), `config:\n  tkg-edge:management: {tkr: {version: ${tkrVersion}}}\n`);
      const { code, out, err } = await edge(
        "render",
        "--stack",
        "mgmt",
        "--bundle-dir",
        join(directory, "bundle"),
      );
      assert.equal(code, 0, err);
      assert.match(
        out,
        /kind: ConfigMap[\s\S]*kind: Package\nmetadata:\n {2}name: tkr-vsphere-edge\S+\n {2}namespace: tkg-system/,
      );
      const bare = await edge("render", "--stack", "mgmt");
      assert.match(bare.out, /^# {3}imgpkg pull -b projects\.registry\.vmware\.com\S+ -o DIRECTORY$/m);
    });

    it("says everything that is wrong with the page's own lines, by line", async () => {
      const { code, out, err } = await edge("render", "printed.sh");
      assert.equal(code, 1);
      assert.equal(out, "");
      assert.match(err, /^4 problems in printed\.sh; nothing was changed\.$/m);
      for (const line of [7, 14, 15, 21]) assert.match(err, new RegExp(`^  printed\\.sh:${line} `, "m"));
    });

    it("names the flat key that is missing, and the line of a value that only the whole shows to be wrong", async () => {
      writeFileSync(
        join(directory, "site.yaml"),
        "CLUSTER_NAME: edge\nCLUSTER_CIDR: 10.0.0.1/16\nVSPHERE_SERVER: vc\n",
      );
      const { code, err } = await edge("render", "site.yaml");
      assert.equal(code, 1);
      assert.match(err, /^ {2}VSPHERE_DATACENTER \(tkg-edge:site\.placement\.datacenter\)$/m);
      assert.match(err, /^ {2}site\.yaml:2 CLUSTER_CIDR \(tkg-edge:site\.network\.podCidrs\[0\]\)$/m);
    });
  });

  describe("convert", () => {
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
      answers = ["error: no stack named 'site' found"];
      const { code, out, err } = await edge("convert", "page.sh", "--stack", "site", ...toManagement, ...tkr);
      assert.equal(code, 0, err);
      assert.deepEqual(
        calls.map(({ args }) => args.slice(0, 3).join(" ")),
        ["config set --secret", "stack init site", "config set --secret"],
      );
      assert.deepEqual(
        calls.map(({ input }) => input),
        [pagePassword, undefined, pagePassword],
      );
      const elsewhere = [
        calls.flatMap(({ args }) => args).join(" "),
        out,
        err,
        readFileSync(stackFile("site"), "utf8"),
      ];
      assert.ok(!elsewhere.join("\n").includes(pagePassword));
    });

    it("says how to set the password when pulumi cannot", async () => {
      answers = ["error: PULUMI_ACCESS_TOKEN must be set"];
      const { code, err } = await edge("convert", "page.sh", "--stack", "site", ...toManagement, ...tkr);
      assert.equal(code, 1);
      assert.match(err, /was written, but its password was not: error: PULUMI_ACCESS_TOKEN/);
      assert.match(err, /pulumi config set --secret tkg-edge:vcenterPassword --stack site/);
    });

    it("writes nothing when anything is wrong, and says all of it", async () => {
      const { code, err } = await edge("convert", "printed.sh", "--stack", "site");
      assert.equal(code, 1);
      assert.match(err, /^6 problems in printed\.sh/m);
      assert.match(err, /--kubeconfig and --context, or --connection-file/);
      assert.match(
        err,
        /--tkr-version\n.*no TKr\n +expected: .*v1\.25\.7\S+ \(TKG 2\.2\.0\), v1\.24\.10\S+ \(TKG 2\.1\.1\)/,
      );
      assert.ok(!existsSync(stackFile("site")));
      assert.deepEqual(calls, []);
    });

    it("leaves a stack that is there alone, unless told to replace its site and connection", async () => {
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

  describe("convert, of objects", () => {
    const made = manifest();
    const without = asYaml(made.cluster, { ...made.secret, stringData: { username: "shop@vsphere.local" } });
    const file = (text: string) => {
      writeFileSync(join(directory, "m.yaml"), text);
      return ["convert", "m.yaml", "--stack", "shop", ...toManagement];
    };

    it("asks for a password that is missed, or for the word that there is to be none", async () => {
      const refused = await edge(...file(without));
      assert.equal(refused.code, 1);
      assert.match(
        refused.err,
        /the vCenter password\n.*\n +expected: .*--without-password.*pulumi config set --secret/,
      );
      assert.ok(!existsSync(stackFile("shop")));
      const { code, err } = await edge(...file(without), "--without-password");
      assert.equal(code, 0, err);
      assert.match(
        err,
        /no password was taken: pulumi config set --secret tkg-edge:vcenterPassword --stack shop/,
      );
      assert.deepEqual(calls, []);
    });

    for (const [what, objects] of [
      ["has no Secret", [made.cluster]],
      [
        "has placeholders in it",
        [made.cluster, { ...made.secret, stringData: { username: "<user>", password: "${PW}" } }],
      ],
    ] as const) {
      it(`writes a stack without user and password of a manifest that ${what}, and how to set both`, async () => {
        const refused = await edge(...file(asYaml(...objects)));
        assert.match(refused.err, /pulumi config set --secret tkg-edge:vcenterPassword/);
        assert.ok(!existsSync(stackFile("shop")));
        const { code, err } = await edge(...file(asYaml(...objects)), "--without-password");
        assert.equal(code, 0, err);
        assert.match(
          err,
          /pulumi config set --path tkg-edge:connection\.vcenter\.username USER --stack shop/,
        );
        assert.match(err, /pulumi config set --secret tkg-edge:vcenterPassword --stack shop/);
        const text = readFileSync(stackFile("shop"), "utf8");
        assert.match(text, /server: vc3\.example\.com/);
        assert.doesNotMatch(text, /username|missing|<user>|PW/);
      });
    }

    it("leaves a placeholder of a password out when asked to", async () => {
      const text = asYaml(made.cluster, {
        ...made.secret,
        stringData: { username: "u@x", password: "<password>" },
      });
      const refused = await edge(...file(text));
      assert.match(
        refused.err,
        /^1 problem in m\.yaml[^]*pulumi config set --secret tkg-edge:vcenterPassword/,
      );
      assert.equal((await edge(...file(text), "--without-password")).code, 0);
    });

    it("takes one of several clusters, and kube-vip for NSX ALB", async () => {
      const other = manifest();
      put(other.cluster, "metadata/name", "shop-4");
      variable(other, "aviAPIServerHAProvider", true);
      const text = asYaml(made.cluster, other.cluster, {
        ...other.secret,
        metadata: { name: "shop-4", namespace: "retail" },
      });
      assert.match((await edge(...file(text))).err, /2 objects of kind Cluster[^]*--name NAME/);
      assert.match((await edge(...file(text), "--name", "shop-4")).err, /--edit-load-balancer/);
      const { code, err } = await edge(...file(text), "--name", "shop-4", "--edit-load-balancer");
      assert.equal(code, 0, err);
      assert.match(readFileSync(stackFile("shop"), "utf8"), /name: shop-4/);
      assert.deepEqual(
        calls.map(({ input }) => input),
        ["Invented-Pw-3"],
      );
    });

    it("makes the page's edits of a flat file too, each reported", async () => {
      const nodes =
        "export WORKER_MACHINE_COUNT=2\nexport CONTROL_PLANE_MACHINE_COUNT=3\nexport CLUSTER_PLAN=prod\n";
      writeFileSync(join(directory, "prod.sh"), `${completeExports}${nodes}`);
      const { code, err } = await edge("convert", "prod.sh", "--stack", "site", ...toManagement, ...tkr);
      assert.equal(code, 0, err);
      assert.match(err, /WORKER_MACHINE_COUNT is edited: there are no workers/);
      assert.match(err, /CONTROL_PLANE_MACHINE_COUNT is edited: there is one control plane node/);
      assert.match(err, /CLUSTER_PLAN is ignored/);
    });

    it("writes nothing of a file that is a pipe or a device", async () => {
      const { code, err } = await edge("convert", "/dev/zero", "--stack", "site", ...toManagement);
      assert.equal(code, 1);
      assert.match(err, /^1 problem in the input[^]*a pipe or device/);
    });
  });

  describe("validate", () => {
    it("accepts a stack, and warns of what was never tried", async () => {
      const future = "v1.26.5+vmware.1-tiny.2-tkg.1";
      writeFileSync(
        stackFile("mgmt"),
        `config:
  tkg-edge:connection: {managementCluster: {kubeconfig: k, context: c}}
  tkg-edge:management: {tkr: {version: ${future}}}
`,
      );
      const { code, out, err } = await edge("validate", "--stack", "mgmt");
      assert.equal(code, 0, err);
      assert.match(out, /stack mgmt is valid: management\. Nothing was contacted/);
      assert.match(err, /warning: TKr v1\.26\.5.* was not tried with/);
    });

    it("finds what is wrong with the file and with the keys in one run, without a word of a plain password", async () => {
      const text = `config:
  tkg-edge:sites: {}
  tkg-edge:vcenterPassword: s3cr3t-Marker
  tkg-edge:connection: {managementCluster: {kubeconfig: k, context: c}}
  tkg-edge:site: {name: Edge}
`;
      writeFileSync(stackFile("site"), text);
      const { code, err } = await edge("validate", "--stack", "site");
      assert.equal(code, 1);
      assert.match(err, /tkg-edge:sites\n.*\n +expected: a known key; did you mean tkg-edge:site\?/);
      assert.match(err, /tkg-edge:vcenterPassword\n +read: +a value in plain text/);
      assert.match(err, /tkg-edge:site\.name/);
      assert.match(err, /tkg-edge:connection\.vcenter/);
      assert.doesNotMatch(err, /s3cr3t-Marker/);
    });

    it("does not quote a file that is no YAML", async () => {
      writeFileSync(stackFile("site"), 'config:\n  tkg-edge:vcenterPassword: "s3cr3t-Marker\n');
      const { code, err } = await edge("validate", "--stack", "site");
      assert.equal(code, 1);
      assert.match(err, /Pulumi\.site\.yaml/);
      assert.doesNotMatch(err, /s3cr3t-Marker/);
    });

    it("accepts every example but for its password", async () => {
      const examples = join(checkout, "examples", "stacks");
      let err = "";
      const terminal = { out: () => undefined, err: (text: string) => void (err += text) };
      const pulumi = () => Promise.reject(new Error("nobody asked for it"));
      const code = await run(["validate", "-s", "lab-edge", "-C", examples], { terminal, pulumi });
      assert.equal(code, 1);
      assert.match(err, /^1 problem in/);
      assert.match(err, /tkg-edge:vcenterPassword/);
    });
  });

  describe("usage", () => {
    const wrong = [
      [],
      ["nonsense"],
      ["render"],
      ["render", "page.sh", "--stack", "x"],
      ["convert", "page.sh"],
      ["validate"],
    ];
    for (const args of wrong) {
      it(`exits with 2 for: tkg-edge ${args.join(" ")}`, async () => {
        assert.equal((await edge(...args)).code, 2);
      });
    }
    it("exits with 0 for --help", async () => {
      assert.equal((await edge("--help")).code, 0);
    });
  });
});
