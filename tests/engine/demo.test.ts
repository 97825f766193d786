/**
 * `make demo` as a new user runs it: a fresh clone, a home with a Pulumi that is logged in elsewhere and a
 * kubeconfig of another cluster. Afterwards the clone is clean, the home is as it was, and the commands that
 * it prints work pasted.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { digests } from "./harness/files.js";
import { cloneCheckout } from "./harness/fresh-clone.js";
import { cloneDirectory, discard, ownDirectory } from "./harness/leftovers.js";
import { concernedCommands } from "./harness/process-arguments.js";
import { profileUnderTest } from "./harness/sandbox-of-file.js";

describe("make demo in a fresh clone", function () {
  this.bail(true);
  let own: string;
  let clone: string;
  let home: string;
  let homeBefore: Readonly<Record<string, string>>;
  let printed = "";

  const environment = (): Record<string, string> => {
    const cache = process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? "/root", ".cache");
    const { PATH = "", TKG_EDGE_TOOLS_DIR } = process.env;
    return {
      PATH,
      HOME: home,
      XDG_CACHE_HOME: cache,
      KUBECONFIG: join(home, ".kube", "config"),
      GOVC_URL: "https://127.255.255.254:1/sdk",
      SANDBOX_PROFILE: profileUnderTest("full"),
      ...(TKG_EDGE_TOOLS_DIR === undefined ? {} : { TKG_EDGE_TOOLS_DIR }),
    };
  };
  const run = async (command: string, args: readonly string[]): Promise<string> => {
    const result = await execa(command, args, {
      cwd: clone,
      env: environment(),
      extendEnv: false,
      all: true,
      reject: false,
      stdin: "ignore",
    });
    assert.equal(result.exitCode, 0, `${command} ${args.join(" ")}:\n${result.all}`);
    return result.all;
  };
  const assertUntouched = async (): Promise<void> => {
    assert.equal(await run("git", ["status", "--porcelain"]), "");
    assert.deepEqual(digests(join(home, ".pulumi")), homeBefore);
    assert.equal(readFileSync(join(home, ".kube", "config"), "utf8"), foreignKubeconfig);
  };

  before("clone the checkout and make a home", async () => {
    own = ownDirectory();
    clone = cloneDirectory(own);
    home = join(own, "home");
    mkdirSync(join(home, ".pulumi"), { recursive: true });
    mkdirSync(join(home, ".kube"));
    writeFileSync(join(home, ".pulumi", "credentials.json"), foreignLogin);
    writeFileSync(join(home, ".kube", "config"), foreignKubeconfig);
    homeBefore = digests(join(home, ".pulumi"));
    await cloneCheckout(clone);
  });

  after("stop what the demo started", async function () {
    this.timeout(120_000);
    await discard(own);
  });

  it("ends with what exists and three things to try", async () => {
    printed = await run("make", ["demo"]);
    assert.match(
      printed,
      /Cluster +default\/workload-snc +Kubernetes v1\.25\.7\+vmware\.1-tiny\.2, Ready True/,
    );
    assert.match(printed, /KubeadmControlPlane +workload-snc-\S+ +initialised/);
    assert.match(printed, /Machine +workload-snc-\S+ +Running/);
    assert.match(printed, /VSphereVM +workload-snc-\S+ +address \d+\.\d+\.\d+\.\d+\n/);
    assert.match(printed, /Node +\S+ +Ready True, no taint/);
    assert.match(printed, /VM +workload-snc-\S+ +4 CPUs, 4096 MiB, 20 GiB disk, poweredOn/);
    assert.match(printed, /TKr +v1\.25\.7\+vmware\.1-tiny\.2-tkg\.1 +Ready True, Compatible True/);
    assert.equal(pasteable(printed).length, 3, printed);
  });

  it("reports the objects of the API: control plane initialised, Machine Running, VSphereVM with an address", async () => {
    const field = (kind: string, path: string) =>
      run("bash", [
        "-c",
        `. .sandbox/env && kubectl get ${kind} -A -o jsonpath='{.items[*].status.${path}}'`,
      ]);
    assert.equal(await field("kubeadmcontrolplanes", "initialized"), "true");
    assert.equal(await field("machines.cluster.x-k8s.io", "phase"), "Running");
    assert.match(await field("vspherevms", "addresses"), /^\["\d+\.\d+\.\d+\.\d+"\]$/);
  });

  it("runs on a sandbox whose status is good: real Cluster API and CAPV, memory of each and of all", async () => {
    const status = await run("make", ["sandbox-status"]);
    if (environment().SANDBOX_PROFILE === "full") {
      assert.match(status, /^cluster-api +real +v?1\.2\.8 +\d+ +\d+ MiB +healthy$/m);
      assert.match(status, /^capv +real +v?1\.5\.3 +\d+ +\d+ MiB +healthy$/m);
    }
    assert.match(status, /^stand-ins +stand-in .*healthy$/m);
    const [, total = ""] = /^memory of all: (\d+) MiB$/m.exec(status) ?? [];
    assert.ok(Number(total) > 0 && Number(total) * 2 ** 20 < 3e9, status);
  });

  it("leaves the clone clean, and the user's Pulumi and kubeconfig as they were", assertUntouched);

  it("is a no-op with the same closing text when it is run again", async () => {
    const again = await run("make", ["demo"]);
    assert.match(again, /\d+ unchanged/);
    assert.doesNotMatch(again, /\d+ (created|updated|replaced|deleted|to create|to update|to delete)/);
    const closing = (text: string): string =>
      text.slice(text.indexOf("What exists now")).replace(/This took .*/s, "");
    assert.equal(closing(again), closing(printed));
  });

  it("prints a command to show the cluster that works when pasted, with a private kubeconfig", async () => {
    const [show] = pasteable(printed);
    assert.match(await run("bash", ["-c", show!]), / Ready /);
    assert.equal(statSync(join(clone, ".sandbox", "workload-snc.kubeconfig")).mode & 0o777, 0o600);
  });

  it("prints a preview of another TKr version that works when pasted and announces the rebuild", async () => {
    const [, change] = pasteable(printed);
    const preview = await run("bash", ["-c", change!]);
    assert.match(preview, /v1\.24\.10\+vmware\.1-tiny\.1/);
    assert.match(preview, /\d+ to replace/);
  });

  it("prints a destroy that works when pasted", async () => {
    const [, , destroy] = pasteable(printed);
    await run("bash", ["-c", destroy!]);
    const left = await run("bash", [
      "-c",
      ". .sandbox/env && kubectl get clusters -A -o name && govc find / -type m",
    ]);
    assert.doesNotMatch(left, /workload-snc/);
    await assertUntouched();
  });

  it("is gone after make demo-down: sandbox, processes, build output", async () => {
    await run("make", ["demo-down"]);
    assert.equal(existsSync(join(clone, ".sandbox")), false);
    assert.equal(existsSync(join(clone, "dist")), false);
    assert.deepEqual(
      concernedCommands(() => true).filter((command) => command.includes(clone)),
      [],
    );
    await assertUntouched();
  });
});

/** The commands of the three things to try, each with the line that every shell needs first. */
function pasteable(text: string): readonly string[] {
  const lines = text.slice(text.indexOf("Three things to try")).split("\n");
  const groups: string[][] = [[]];
  for (const line of lines) {
    if (/^ {2}\d\. /.test(line)) groups.push([]);
    else if (line.startsWith("     ")) groups.at(-1)!.push(line.trim());
  }
  const [environmentLine = [], ...things] = groups;
  return things.map((commands) => ["set -e", ...environmentLine, ...commands].join("\n"));
}

/** A Pulumi that is logged in to a service which nothing here may talk to. */
const foreignLogin = JSON.stringify({
  current: "https://127.255.255.254:1",
  accessTokens: { "https://127.255.255.254:1": "pul-not-a-real-token" },
  accounts: { "https://127.255.255.254:1": { accessToken: "pul-not-a-real-token", username: "another" } },
});

const foreignKubeconfig = `apiVersion: v1
kind: Config
current-context: production
clusters: [{ name: production, cluster: { server: "https://127.255.255.254:1" } }]
contexts: [{ name: production, context: { cluster: production, user: production } }]
users: [{ name: production, user: {} }]
`;
