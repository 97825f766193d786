import assert from "node:assert/strict";
import { join } from "node:path";
import { parseStack } from "../../../../src/config/parse-stack.js";
import { ConfigurationError } from "../../../../src/config/problem.js";
import { readStackFile } from "../../../../src/config/stack-file.js";
import { defaults, FleetFolder, type Files } from "../../fleet/fleet-folder.js";

const password = { "tkg-edge:vcenterPassword": { secure: "v1:x" } };

describe("a stack that is a site of a fleet", () => {
  let folder: FleetFolder;
  beforeEach(() => {
    folder = new FleetFolder();
  });
  afterEach(() => {
    folder.remove();
  });

  const stackFile = (config: Files): Files => ({
    "Pulumi.edge.yaml": { config: { ...password, ...config } },
  });
  const specOf = (files: Files, stack = "edge") => {
    const { raw, problems } = readStackFile(folder.write(files).directory, stack);
    assert.deepEqual(problems, []);
    return parseStack(raw, folder.directory, stack);
  };
  const problemsOf = (files: Files): readonly string[] => {
    const { raw } = readStackFile(folder.write(files).directory, "edge");
    try {
      parseStack(raw, folder.directory, "edge");
      return [];
    } catch (error) {
      assert.ok(error instanceof ConfigurationError);
      return error.problems.map(({ path, found = "", expected }) => `${path}: ${found}: ${expected}`);
    }
  };
  const site = { site: { controlPlaneEndpoint: "10.0.0.5", afterReady: { manifests: ["/shared", "own"] } } };

  it("is what the stack is with everything written out", () => {
    const whole = specOf(
      stackFile({
        "tkg-edge:connection": defaults.connection,
        "tkg-edge:site": { name: "edge", ...defaults.site, ...site.site },
      }),
    );
    const fleet = { "fleet.yaml": { defaults, sites: { edge: site } } };
    assert.deepEqual(specOf({ ...fleet, ...stackFile({ "tkg-edge:fleetFile": "fleet.yaml" }) }), whole);
  });

  it("reads file paths relative to the file that names them", () => {
    const { managementCluster, vcenter } = defaults.connection;
    const { placement: place, tkrVersion } = defaults.site;
    const {
      connection,
      site: spec,
      template,
    } = specOf({
      ...stackFile({ "tkg-edge:fleetFile": "fleets/eu/fleet.yaml" }),
      "fleets/connections/eu.yaml": { managementCluster, vcenter: { ...vcenter, caFile: "ca.pem" } },
      "fleets/eu/fleet.yaml": {
        defaults: {
          connectionFile: "../connections/eu.yaml",
          connection: { managementCluster: { kubeconfig: "eu.kubeconfig" } },
          ...{ site: defaults.site, template: { ova: "/shared/x.ova", tkrVersion, ...place } },
        },
        sites: { files: "sites/*.yaml" },
      },
      "fleets/eu/sites/edge.yaml": { edge: { ...site, template: { ova: "../tiny.ova" } } },
    });
    assert.equal(connection.managementCluster?.kubeconfig, "fleets/eu/eu.kubeconfig");
    assert.equal(connection.vcenter?.caFile, "fleets/connections/ca.pem");
    assert.deepEqual(spec?.afterReady?.manifests, ["/shared", "fleets/eu/sites/own"]);
    assert.equal(template?.ova, "fleets/eu/tiny.ova");
  });

  it("finds its site by tkg-edge:fleetSite, or by the last part of the name of the stack", () => {
    const fleet = { "fleet.yaml": { defaults, sites: { "shop-1": site } } };
    const named = stackFile({ "tkg-edge:fleetFile": "fleet.yaml", "tkg-edge:fleetSite": "shop-1" });
    assert.equal(specOf({ ...fleet, ...named }).site?.name, "shop-1");
    const shop = {
      "Pulumi.shop-1.yaml": { config: { ...password, "tkg-edge:fleetFile": "fleet.yaml" } },
    };
    assert.equal(specOf(shop, "acme/tkg-edge/shop-1").site?.name, "shop-1");
  });

  it("names the line of the layer that set a wrong value, and the stack file where that did", () => {
    const fleet = `defaults:
  connection: ${JSON.stringify(defaults.connection)}
  site: ${JSON.stringify(defaults.site)}
groups:
  north:
    site:
      machine: {numCPUs: 1, memoryMiB: 1}
sites:
  edge: {groups: [north]}
`;
    const files = {
      "fleet.yaml": fleet,
      ...stackFile({ "tkg-edge:fleetFile": "fleet.yaml", "tkg-edge:site": { machine: { memoryMiB: 2 } } }),
    };
    const problems = problemsOf(files).join("\n");
    assert.match(problems, /^fleet\.yaml:7:26 tkg-edge:site\.machine\.numCPUs: 1: /m);
    assert.match(problems, /^tkg-edge:site\.machine\.memoryMiB: 2: /m);
    assert.match(problems, /^fleet\.yaml:9:9 tkg-edge:site\.controlPlaneEndpoint: /m);
    const { raw, locate } = readStackFile(folder.directory, "edge");
    assert.ok(raw.below);
    assert.match(
      locate({ path: "tkg-edge:site.machine.memoryMiB", expected: "" }).path,
      /^Pulumi\.edge\.yaml:1:/,
    );
  });

  const refused: [string, Files, RegExp][] = [
    [
      "a fleet file that does not exist",
      stackFile({ "tkg-edge:fleetFile": "fleet.yaml" }),
      /^fleet\.yaml: no such file: a fleet file in /,
    ],
    [
      "a site that the fleet does not have",
      { "fleet.yaml": { sites: { edgy: {} } }, ...stackFile({ "tkg-edge:fleetFile": "fleet.yaml" }) },
      /^tkg-edge:fleetFile: "fleet\.yaml", which has no site "edge": .*did you mean "edgy"/,
    ],
    [
      "a site without a fleet",
      stackFile({
        "tkg-edge:fleetSite": "edge",
        "tkg-edge:connection": defaults.connection,
        "tkg-edge:site": { name: "edge", ...defaults.site, controlPlaneEndpoint: "10.0.0.5" },
      }),
      /^tkg-edge:fleetSite: "edge": tkg-edge:fleetFile too/,
    ],
    [
      "a file of the fleet that cannot be read",
      { "fleet.yaml": "sites: {edge: @x}\n", ...stackFile({ "tkg-edge:fleetFile": "fleet.yaml" }) },
      /^fleet\.yaml:1:15: a line that cannot be read: quotes around a value that begins with @/,
    ],
  ];
  for (const [what, files, expected] of refused) {
    it(`is refused for ${what}, and for nothing else`, () => {
      const problems = problemsOf(files);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0]!, expected);
    });
  }

  it("does not fail for what is wrong with other sites and unused groups", () => {
    const fleet = {
      defaults,
      groups: { other: { site: { nonsense: 1 } } },
      sites: { edge: site, wrong: { nonsense: 1 }, files: "sites/*.yaml" },
    };
    const others = { [join("sites", "others.yaml")]: "broken: {\n" };
    const files = { "fleet.yaml": fleet, ...others, ...stackFile({ "tkg-edge:fleetFile": "fleet.yaml" }) };
    assert.equal(specOf(files).site?.name, "edge");
  });
});
