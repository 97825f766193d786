import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { load, loadAll } from "js-yaml";
import { useEdgeCommand } from "../../cli/edge-command.js";
import { exampleCa } from "../../example-ca.js";
import { defaults } from "../fleet-folder.js";

const marker = "s3cr3t-Marker";
const certificatePem = Buffer.from(exampleCa, "base64").toString();
const to = ["--to", "pulumi-kubernetes-operator", "--image", "registry.example.com/tkg-edge:1"];

interface StackObject {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly config: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly prerequisites?: readonly { readonly name: string }[];
    readonly envRefs: Readonly<Record<string, unknown>>;
    readonly secretsRef?: Readonly<Record<string, unknown>>;
    readonly stack: string;
    readonly destroyOnFinalize: boolean;
    readonly workspaceTemplate: {
      readonly spec: {
        readonly podTemplate: {
          readonly spec: {
            readonly containers: readonly { readonly volumeMounts?: readonly Record<string, unknown>[] }[];
            readonly volumes?: readonly Record<string, unknown>[];
          };
        };
      };
    };
  };
}

describe("tkg-edge fleet export", () => {
  const command = useEdgeCommand();
  const write = (name: string, content: unknown) => {
    writeFileSync(
      join(command.directory, name),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  };
  const exported = async (...options: string[]) => {
    const result = await command.edge("fleet", "export", ...to, ...options);
    const objects = loadAll(result.out.startsWith("---") ? result.out : "") as {
      readonly kind: string;
    }[];
    const stacks = objects.filter(({ kind }) => kind === "Stack") as unknown as StackObject[];
    return { ...result, objects, stacks, named: (name: string) => stackOf(stacks, name) };
  };
  const stackOf = (stacks: readonly StackObject[], name: string): StackObject =>
    stacks.find(({ metadata }) => metadata.name === name) ?? assert.fail(`no Stack ${name}`);
  const { tkrVersion, ...placed } = defaults.site;
  const from = { management: "mgmt", template: "Photon_North" };
  const site = (address: string, more: object = {}) => ({ site: { controlPlaneEndpoint: address, ...more } });
  const fleet = {
    defaults: { ...defaults, site: { ...placed, from } },
    rollout: { canaries: "ring=canary", soak: "30m", maxFailures: 2 },
    sites: {
      two: site("10.0.0.2"),
      one: { labels: { ring: "canary" }, ...site("10.0.0.1") },
    },
  };
  const inFleet = {
    "tkg-edge:fleetFile": "fleet.yaml",
    "tkg-edge:vcenterPassword": { secure: "v1:a:b" },
  };
  const connection = { "tkg-edge:connection": defaults.connection };
  const writeAll = () => {
    write("fleet.yaml", fleet);
    write("Pulumi.mgmt.yaml", {
      config: { ...connection, "tkg-edge:management": { tkr: { version: tkrVersion } } },
    });
    const { datacenter, datastore, folder, network, resourcePool } = defaults.site.placement;
    write("Pulumi.Photon_North.yaml", {
      config: {
        ...connection,
        "tkg-edge:vcenterPassword": { secure: "v1:a:b" },
        "tkg-edge:template": {
          ...{ ova: "photon.ova", os: "photon", tkrVersion },
          ...{ datacenter, datastore, folder, network, resourcePool },
        },
      },
    });
  };

  afterEach("it starts no program", () => {
    assert.deepEqual(command.calls, []);
  });

  it("orders management, template, canaries and the other sites", async () => {
    writeAll();
    const { code, stacks, err } = await exported();
    assert.equal(code, 0, err);
    const template = stacks[1]?.metadata.name ?? "";
    assert.match(template, /^stack-photon-north-[0-9a-f]{8}$/);
    assert.deepEqual(
      stacks.map(({ metadata, spec }) => [metadata.name, (spec.prerequisites ?? []).map(({ name }) => name)]),
      [
        ["mgmt", []],
        [template, ["mgmt"]],
        ["one", [template, "mgmt"]],
        ["two", [template, "mgmt", "one"]],
      ],
    );
    assert.deepEqual(
      stacks.map(({ metadata }) => metadata.labels),
      [
        { "tkg-edge/kind": "management" },
        { "tkg-edge/kind": "template" },
        { "tkg-edge/kind": "site", "tkg-edge/wave": "canaries", ring: "canary" },
        { "tkg-edge/kind": "site" },
      ],
    );
    assert.ok(stacks.every(({ spec }) => !spec.destroyOnFinalize));
  });

  it("has the configuration that the site has, as values", async () => {
    writeAll();
    write("Pulumi.two.yaml", {
      config: { ...inFleet, "tkg-edge:site": { machine: { numCPUs: 8 } } },
    });
    const { named } = await exported();
    const shown = await command.edge("fleet", "show", "two", "--json");
    const { config } = JSON.parse(shown.out) as { readonly config: unknown };
    assert.deepEqual(named("two").spec.config, config);
  });

  it("gives passwords by reference: of the stack, of a variable, of a file", async () => {
    writeAll();
    const vcenter = defaults.connection.vcenter;
    const of = (passwordFrom: object) => ({
      connection: { vcenter: { ...vcenter, passwordFrom } },
    });
    write("fleet.yaml", {
      ...fleet,
      sites: {
        ...fleet.sites,
        three: { ...site("10.0.0.3"), ...of({ environment: "VCENTER_PASSWORD" }) },
        four: { ...site("10.0.0.4"), ...of({ file: "secrets/vc" }) },
      },
    });
    const { code, named, err } = await exported();
    assert.equal(code, 0, err);
    assert.match(
      JSON.stringify(named("one").spec.secretsRef),
      /"tkg-edge:vcenterPassword":.*"vcenter-vcenter-example-com-edge-vsphere-local-[0-9a-f]{8}"/,
    );
    assert.equal(named("three").spec.secretsRef, undefined);
    assert.match(JSON.stringify(named("three").spec.envRefs.VCENTER_PASSWORD), /"type":"Secret"/);
    assert.deepEqual(named("three").spec.config["tkg-edge:connection"]?.vcenter, {
      ...vcenter,
      passwordFrom: { environment: "VCENTER_PASSWORD" },
    });
    const mounts = (name: string) =>
      named(name).spec.workspaceTemplate.spec.podTemplate.spec.containers[0]?.volumeMounts ?? [];
    assert.deepEqual(
      mounts("four").map(({ mountPath }) => mountPath),
      ["/opt/tkg-edge/mgmt.kubeconfig", "/opt/tkg-edge/secrets/vc"],
    );
    assert.ok(mounts("four").every(({ readOnly }) => readOnly));
    assert.match(err, /kubectl create secret generic password-secrets-vc-[0-9a-f]{8} .*=secrets\/vc$/m);
    assert.match(err, /kubectl config view --raw --flatten --kubeconfig=mgmt\.kubeconfig \| kubectl create/);
    assert.match(err, /# the password of edge@vsphere\.local at vcenter\.example\.com, on standard input/);
  });

  it("takes certificates along, and nothing else of their file", async () => {
    writeAll();
    const key = `-----BEGIN PRIVATE KEY-----\n${marker}\n-----END PRIVATE KEY-----\n`;
    write("ca.pem", `${key}${certificatePem}`);
    const registry = { host: "registry.example.com/tkg", caFile: "ca.pem" };
    write("fleet.yaml", {
      ...fleet,
      sites: { one: { ...site("10.0.0.1"), labels: { ring: "canary" }, connection: { registry } } },
    });
    const { out, err, code, objects } = await exported();
    assert.equal(code, 0, err);
    assert.ok(!`${out}${err}`.includes(marker));
    const map = objects.find(({ kind }) => kind === "ConfigMap") as unknown as {
      readonly data: Readonly<Record<string, string>>;
    };
    assert.deepEqual(Object.values(map.data), [certificatePem]);
  });

  it("mounts a file once that two keys name, as one CA of vCenter and the registry", async () => {
    writeAll();
    write("ca.pem", certificatePem);
    const { vcenter } = defaults.connection;
    const withCa = {
      vcenter: { ...vcenter, caFile: "ca.pem" },
      registry: { host: "registry.example.com/tkg", caFile: "./ca.pem" },
    };
    write("fleet.yaml", {
      ...fleet,
      sites: { one: { ...site("10.0.0.1"), labels: { ring: "canary" }, connection: withCa } },
    });
    const { code, err, named } = await exported();
    assert.equal(code, 0, err);
    const [pulumi] = named("one").spec.workspaceTemplate.spec.podTemplate.spec.containers;
    assert.deepEqual(
      pulumi?.volumeMounts?.map(({ mountPath }) => mountPath),
      ["/opt/tkg-edge/mgmt.kubeconfig", "/opt/tkg-edge/ca.pem"],
    );
  });

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

  it("lists what the objects do not express", async () => {
    write("fleet.yaml", {
      ...fleet,
      sites: {
        ...fleet.sites,
        two: site("10.0.0.2", {
          protect: false,
          afterReady: { command: "./check.sh" },
          rebuild: {
            beforeCommand: "./backup.sh",
            ...{ timeZone: "UTC", windows: [{ from: "22:00", to: "24:00" }] },
          },
        }),
      },
    });
    write("Pulumi.one.yaml", {
      environment: ["team"],
      config: { ...inFleet, "pulumi:tags": { a: "b" } },
    });
    const { code, err, named } = await exported("--backend", "file:///states");
    assert.equal(code, 0, err);
    for (const what of [
      /^ {2}rollout\.maxFailures$/m,
      /^ {2}rollout\.soak$/m,
      /^ {2}a management stack without a stack file in the project \(mgmt\)$/m,
      /^ {2}a template stack without a stack file in the project \(Photon_North\)$/m,
      /^ {2}agreement to rebuilds \(two\)$/m,
      /^ {2}waiting for windows of rebuilds \(two\)$/m,
      /^ {2}what site\.afterReady\.command runs \(two\)$/m,
      /^ {2}what site\.rebuild\.beforeCommand runs \(two\)$/m,
      /^ {2}pulumi:tags of the stack file \(one\)$/m,
      /^ {2}environment of the stack file \(one\)$/m,
      /^ {2}the states in file:\/\/\/states$/m,
    ]) {
      assert.match(err, what);
    }
    // Nobody waits for what is not there.
    assert.deepEqual(named("one").spec.prerequisites, undefined);
    const selected = await exported("--selector", "ring!=canary");
    assert.match(selected.err, /^ {2}canaries that are not selected \(one\)$/m);
    assert.deepEqual(
      selected.stacks.map(({ metadata }) => metadata.name),
      ["two"],
    );
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

  it("names the backend, its variables and the stacks as asked for", async () => {
    writeAll();
    const { named } = await exported(
      ...["--backend", "s3://states", "--secrets-provider", "awskms://key", "--organization", "acme"],
      ...["--secret-env", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "--namespace", "edge"],
    );
    const { spec } = named("one");
    assert.equal(spec.stack, "acme/tkg-edge/one");
    assert.deepEqual(Object.keys(spec.envRefs).sort(), ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
    assert.deepEqual(Object.keys((await exported()).named("one").spec.envRefs), ["PULUMI_ACCESS_TOKEN"]);
    assert.equal((await command.edge("fleet", "export", "--to", "argo", "--image", "a")).code, 2);
  });

  describe("as a folder", () => {
    const filesBelow = (folder: string) =>
      Object.fromEntries(
        readdirSync(folder, { recursive: true, encoding: "utf8" })
          .filter((name) => name.endsWith(".yaml"))
          .sort()
          .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
      );

    it("has the same bytes each time, and however the fleet file is written", async () => {
      writeAll();
      const folder = join(command.directory, "operator");
      assert.equal((await exported("--output", folder)).code, 0);
      const first = filesBelow(folder);
      const { sites, ...rest } = fleet;
      write("fleet.yaml", { sites: { one: sites.one, two: sites.two }, ...rest });
      assert.equal((await exported("--output", folder)).code, 0);
      assert.deepEqual(filesBelow(folder), first);
      const { resources } = load(first["kustomization.yaml"] ?? "") as {
        readonly resources: readonly string[];
      };
      assert.deepEqual(
        [...resources].sort(),
        Object.keys(first).filter((name) => name !== "kustomization.yaml"),
      );
      assert.deepEqual(resources.slice(-2), ["stacks/one.yaml", "stacks/two.yaml"]);
    });

    it("changes only the file of the site that changes, and removes that of one that is gone", async () => {
      writeAll();
      const folder = join(command.directory, "operator");
      await exported("--output", folder);
      const first = filesBelow(folder);
      write("fleet.yaml", { ...fleet, sites: { ...fleet.sites, two: site("10.0.0.2", { protect: true }) } });
      await exported("--output", folder);
      const second = filesBelow(folder);
      assert.deepEqual(
        Object.keys(first).filter((name) => first[name] !== second[name]),
        ["stacks/two.yaml"],
      );
      write("fleet.yaml", { ...fleet, sites: { one: fleet.sites.one } });
      assert.match(
        (await command.edge("fleet", "export", ...to, "--output", folder)).out,
        /removed: .*two\.yaml/,
      );
      assert.ok(!("stacks/two.yaml" in filesBelow(folder)));
    });

    it("is left as it is where the selector means no site, or it cannot be written", async () => {
      writeAll();
      const folder = join(command.directory, "operator");
      await exported("--output", folder);
      const before = filesBelow(folder);
      const { code, err } = await exported("--output", folder, "--selector", "rnig=canary");
      assert.equal(code, 1);
      assert.match(
        err,
        /no site of fleet\.yaml has the labels rnig=canary; labels of sites are ring=canary$/m,
      );
      assert.deepEqual(filesBelow(folder), before);
      const inFile = await exported("--output", join(command.directory, "fleet.yaml"));
      assert.equal(inFile.code, 1);
      assert.match(inFile.err, /^--output: .*fleet\.yaml cannot be written: .*; expected: a folder$/m);
    });

    it("leaves a folder with other files alone", async () => {
      writeAll();
      const { code, err } = await exported("--output", command.directory);
      assert.equal(code, 1);
      assert.match(err, /holds files of others, such as/);
    });
  });
});
