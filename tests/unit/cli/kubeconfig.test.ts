import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { kubeconfig, type KubeconfigOptions } from "../../../src/cli/edge/kubeconfig.js";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { Facts } from "../../../src/environment/facts/facts.js";
import { pageStack } from "../example-site.js";
import { FakeManagement } from "../fake-management.js";

const key = "Marker-of-a-client-key";
const text = `apiVersion: v1
kind: Config
clusters: [{name: workload-snc, cluster: {server: "https://127.0.0.50:6443"}}]
users: [{name: workload-snc-admin, user: {client-key-data: ${key}}}]
contexts: [{name: workload-snc-admin@workload-snc, context: {cluster: workload-snc, user: workload-snc-admin}}]
current-context: workload-snc-admin@workload-snc
`;
const named = (kind: string, name: string): LiveObject => ({
  kind,
  metadata: { name, namespace: "default" },
});
const cluster = named("Cluster", "workload-snc");
const secret: LiveObject = {
  ...named("Secret", "workload-snc-kubeconfig"),
  data: { value: Buffer.from(text).toString("base64") },
};

describe("tkg-edge kubeconfig", () => {
  let directory: string;
  const before = process.env.KUBECONFIG;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-kubeconfig-"));
    const stack = (site: object) => ({
      config: {
        "tkg-edge:connection": pageStack.connection,
        "tkg-edge:vcenterPassword": { secure: "v1:x" },
        ...site,
      },
    });
    const site = { ...pageStack.site, from: { management: "mgmt" } };
    writeFileSync(join(directory, "Pulumi.shop.yaml"), JSON.stringify(stack({ "tkg-edge:site": site })));
    writeFileSync(
      join(directory, "Pulumi.mgmt.yaml"),
      JSON.stringify(stack({ "tkg-edge:management": pageStack.management })),
    );
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
    if (before === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = before;
  });

  async function run(options: Partial<KubeconfigOptions> = {}, objects = [cluster, secret]): Promise<string> {
    let out = "";
    const fail = (): never => assert.fail("nothing is printed there");
    const facts = new Facts({ managementCluster: () => new FakeManagement(objects) });
    const terminal = { out: (printed: string) => void (out += printed), err: fail };
    await kubeconfig({ stack: "shop", directory, merge: false, ...options }, terminal, facts);
    return out;
  }

  it("writes the running cluster's Secret to a file of mode 0600, and prints none of it", async () => {
    const file = join(directory, "shop.kubeconfig");
    writeFileSync(file, "old", { mode: 0o644 });
    const out = await run();
    assert.equal(out, `wrote ${file}: kubectl --kubeconfig ${file} get nodes\n`);
    assert.equal(readFileSync(file, "utf8"), text);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(!readdirSync(directory).some((name) => name.startsWith(".")));
  });

  it("prints it where that is what was wanted", async () => {
    assert.equal(await run({ output: "-" }), text);
    assert.match(await run({ output: "-", name: "north" }), /name: north-admin@north/);
  });

  it("shows what to do where there is no cluster, or it has no kubeconfig yet", async () => {
    await assert.rejects(
      run({}, []),
      /there is no Cluster default\/workload-snc .*context mgmt-admin@mgmt.*pulumi up --stack shop/,
    );
    await assert.rejects(
      run({}, [cluster]),
      /no Secret workload-snc-kubeconfig .*tkg-edge explain --stack shop/,
    );
    const other: LiveObject = { ...secret, data: { value: Buffer.from("a: 1").toString("base64") } };
    await assert.rejects(run({}, [cluster, other]), /does not have one cluster, user and context/);
    await assert.rejects(run({ stack: "mgmt" }), /stack mgmt has no tkg-edge:site/);
    assert.ok(!existsSync(join(directory, "shop.kubeconfig")));
  });

  it("merges into the first file of KUBECONFIG that exists, through a link, and keeps its mode 0600", async () => {
    const real = join(directory, "real");
    writeFileSync(real, "# mine\nclusters: []\n", { mode: 0o600 });
    const link = join(directory, "config");
    symlinkSync(real, link);
    process.env.KUBECONFIG = [join(directory, "absent"), link].join(delimiter);
    const out = await run({ merge: true });
    assert.equal(out, `merged into ${link}: kubectl --context workload-snc-admin@workload-snc get nodes\n`);
    assert.ok(lstatSync(link).isSymbolicLink());
    const merged = readFileSync(real, "utf8");
    assert.match(merged, /^# mine/);
    assert.match(merged, new RegExp(key));
    assert.equal(statSync(real).mode & 0o777, 0o600);
    await run({ merge: true });
    assert.equal(readFileSync(real, "utf8"), merged);
  });

  it("creates what a link leads to that does not exist yet, and refuses links in a circle", async () => {
    const link = join(directory, "config");
    symlinkSync(join("later", "real"), link);
    process.env.KUBECONFIG = link;
    await run({ merge: true });
    assert.ok(lstatSync(link).isSymbolicLink());
    const real = join(directory, "later", "real");
    assert.match(readFileSync(real, "utf8"), new RegExp(key));
    assert.equal(statSync(real).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(join(directory, "later")), ["real"]);
    rmSync(link);
    symlinkSync("config", link);
    await assert.rejects(
      run({ merge: true }),
      /leads through more than 40 links; expected: a link to a file/,
    );
  });

  it("makes the first file where there is none, with its directory", async () => {
    process.env.KUBECONFIG = join(directory, "kube", "config");
    await run({ merge: true, name: "north" });
    assert.match(
      readFileSync(join(directory, "kube", "config"), "utf8"),
      /current-context: north-admin@north/,
    );
    assert.equal(statSync(join(directory, "kube")).mode & 0o777, 0o700);
  });

  it("leaves a file alone that another program writes, or that it cannot read", async () => {
    mkdirSync(join(directory, "kube"));
    const file = join(directory, "kube", "config");
    process.env.KUBECONFIG = file;
    writeFileSync(file, "clusters: {}\n");
    await assert.rejects(run({ merge: true }), /expected lists: clusters/);
    assert.deepEqual(readdirSync(join(directory, "kube")), ["config"]);
    writeFileSync(`${file}.lock`, "");
    await assert.rejects(run({ merge: true }), /is being written by another program .*config\.lock/);
    assert.equal(readFileSync(file, "utf8"), "clusters: {}\n");
    assert.ok(existsSync(`${file}.lock`));
  });
});
