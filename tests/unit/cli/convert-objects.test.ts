import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asYaml, manifest, put, variable } from "../config/object-spec/manifest.js";
import { completeExports } from "../page-exports.js";
import { tkr, toManagement, useEdgeCommand } from "./edge-command.js";

describe("tkg-edge convert, of objects", () => {
  const command = useEdgeCommand();
  const { edge, stackFile } = command;

  const made = manifest();
  const without = asYaml(made.cluster, { ...made.secret, stringData: { username: "shop@vsphere.local" } });
  const file = (text: string) => {
    writeFileSync(join(command.directory, "m.yaml"), text);
    return ["convert", "m.yaml", "--stack", "shop", ...toManagement];
  };

  it("requires a missing password, or the option that there is none", async () => {
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
    assert.deepEqual(command.calls, []);
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
      assert.match(err, /pulumi config set --path tkg-edge:connection\.vcenter\.username USER --stack shop/);
      assert.match(err, /pulumi config set --secret tkg-edge:vcenterPassword --stack shop/);
      const text = readFileSync(stackFile("shop"), "utf8");
      assert.match(text, /server: vc3\.example\.com/);
      assert.doesNotMatch(text, /username|missing|<user>|PW/);
    });
  }

  it("omits a placeholder of a password on request", async () => {
    const text = asYaml(made.cluster, {
      ...made.secret,
      stringData: { username: "u@x", password: "<password>" },
    });
    const refused = await edge(...file(text));
    assert.match(refused.err, /^1 problem in m\.yaml[^]*pulumi config set --secret tkg-edge:vcenterPassword/);
    assert.equal((await edge(...file(text), "--without-password")).code, 0);
  });

  it("leaves out an empty default of the class in what kubectl prints, with the reason, and refuses it in a file of a user", async () => {
    const stored = manifest();
    variable(stored, "eventRateLimitConf", "");
    variable(stored, "vipNetworkInterface", "eth0");
    const refused = await edge(...file(asYaml(stored.cluster, stored.secret)));
    assert.match(refused.err, /eventRateLimitConf[^]*base64/);
    assert.ok(!existsSync(stackFile("shop")));
    put(stored.cluster, "metadata/uid", "5f0c");
    const { code, err } = await edge(...file(asYaml(stored.cluster, stored.secret)));
    assert.equal(code, 0, err);
    assert.match(err, /variable eventRateLimitConf is left out: its key takes no empty value[^\n]*value ""/);
    const text = readFileSync(stackFile("shop"), "utf8");
    assert.match(text, /vipNetworkInterface: eth0/);
    assert.doesNotMatch(text, /eventRateLimitConf/);
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
      command.calls.map(({ input }) => input),
      ["Invented-Pw-3"],
    );
  });

  it("makes the vendor page's edits of a flat file too, each reported", async () => {
    const nodes =
      "export WORKER_MACHINE_COUNT=2\nexport CONTROL_PLANE_MACHINE_COUNT=3\nexport CLUSTER_PLAN=prod\n";
    writeFileSync(join(command.directory, "prod.sh"), `${completeExports}${nodes}`);
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
