/** The objects that `tkg-edge fleet export` prints, and what it reports beside them. */
import assert from "node:assert/strict";
import { stackObjectName } from "../../../../src/fleet/export/object-name.js";
import { exampleCa } from "../../example-ca.js";
import { defaults } from "../fleet-folder.js";
import { fleet, inFleet, marker, site, useExport } from "./export-command.js";

const certificatePem = Buffer.from(exampleCa, "base64").toString();

describe("tkg-edge fleet export", () => {
  const { command, write, writeAll, exported } = useExport();

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

  it("names objects so that the operator's Services of them have names that are allowed", () => {
    for (const stack of ["mgmt", "a-1", "0-mgmt", "EU_1", "a.b", "x".repeat(43), "-a", "ü"]) {
      const name = stackObjectName(stack);
      assert.match(name, /^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$/, stack);
      assert.equal(name === stack, /^(mgmt|a-1)$/.test(stack), stack);
    }
    const names = ["EU_1", "eu.1", "Eu-1", "eu 1"].map(stackObjectName);
    assert.equal(new Set(names).size, names.length, names.join());
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

  it("prints no line for a shell but its commands, whatever the names are", async () => {
    writeAll();
    const vcenter = { ...defaults.connection.vcenter, username: "edge\nrm -rf here #" };
    const connection = { ...defaults.connection, vcenter };
    write("fleet.yaml", { ...fleet, defaults: { ...fleet.defaults, connection } });
    write("Pulumi.one.yaml", { config: inFleet });
    const { err } = await exported();
    assert.match(err, /# the password of edge rm -rf here # at /);
    assert.doesNotMatch(err, /^ *rm/m);
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
});
