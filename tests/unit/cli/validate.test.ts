import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../../src/cli/tkg-edge.js";
import { checkout } from "../checkout.js";
import { useEdgeCommand } from "./edge-command.js";

describe("tkg-edge", () => {
  const context = useEdgeCommand();
  const { edge, stackFile } = context;

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

    it("finds what is wrong with the manifests, and names the kustomizations that it did not build", async () => {
      const text = `config:
  tkg-edge:connection: {managementCluster: {kubeconfig: k, context: c}}
  tkg-edge:site: {afterReady: {manifests: [shop.yaml, gone.yaml, agent]}}
`;
      writeFileSync(stackFile("site"), text);
      const object = "{apiVersion: v1, kind: ConfigMap, metadata: {name: twice}}\n";
      writeFileSync(join(context.directory, "shop.yaml"), `${object}---\n${object}---\n{kind: ConfigMap}\n`);
      mkdirSync(join(context.directory, "agent"));
      // A program that validate must not start: kustomize would fail here.
      writeFileSync(join(context.directory, "agent", "kustomization.yaml"), "resources: [gone]\n");
      const { code, err } = await edge("validate", "--stack", "site");
      assert.equal(code, 1);
      assert.match(err, /ConfigMap default\/twice a second time; the first is at shop\.yaml:1/);
      assert.match(err, /shop\.yaml:5/);
      assert.match(err, /manifests\[1\]\n +read: +"gone\.yaml": no such file/);
      assert.doesNotMatch(err, /kubectl kustomize/);
    });

    it("accepts every example but for its password", async () => {
      const examples = join(checkout, "examples", "stacks");
      let err = "";
      const terminal = { out: () => undefined, err: (text: string) => void (err += text) };
      const pulumi = () => Promise.reject(new Error("unexpected call"));
      const code = await run(["validate", "-s", "lab-edge", "-C", examples], {
        terminal,
        pulumi,
        version: "1.2.3",
      });
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
    it("has the version of the product printed by --version", async () => {
      const { code, out } = await edge("--version");
      assert.equal(code, 0);
      assert.equal(out, "1.2.3\n");
    });
    it("exits with 0 for --help", async () => {
      assert.equal((await edge("--help")).code, 0);
    });
  });
});
