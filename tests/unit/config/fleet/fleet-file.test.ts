/** What is wrong with the files of a fleet: each with its line, all at once. */
import assert from "node:assert/strict";
import { defaults, FleetFolder, line, type Files } from "../../fleet/fleet-folder.js";

const marker = "s3cr3t-Marker";
const whole = JSON.stringify(defaults);
const good = "a: {site: {controlPlaneEndpoint: 10.0.0.5}}";

describe("a fleet file", () => {
  let folder: FleetFolder;
  beforeEach(() => {
    folder = new FleetFolder();
  });
  afterEach(() => {
    folder.remove();
  });

  const errorsOf = (files: Files): string[] =>
    folder
      .write(files)
      .check()
      .findings.filter(({ severity }) => severity === "error")
      .map(line);

  const fleet = (text: string): Files => ({ "fleet.yaml": text });
  const withDefaults = (text: string): Files => fleet(`defaults: ${whole}\n${text}`);

  const right: [string, Files][] = [
    ["one site", withDefaults(`sites:\n  ${good}\n`)],
    ["a byte order mark and the line ends of Windows", withDefaults(`sites:\r\n  ${good}\r\n`)],
    [
      "anchors, aliases and merges",
      withDefaults(
        `sites:\n  x1: &x {labels: {ring: a}, site: {controlPlaneEndpoint: 10.0.0.1}}\n  x2: {<<: *x, site: {controlPlaneEndpoint: 10.0.0.2}}\n`,
      ),
    ],
    [
      "sites in other files",
      {
        ...withDefaults("sites: {files: [more.yaml, 'parts/?/*.yaml']}\n"),
        "more.yaml": good,
        "parts/n/b.yaml": good.replace("a:", "b:").replace(".5", ".6"),
      },
    ],
    [
      "JSON",
      fleet(JSON.stringify({ defaults, sites: { a: { site: { controlPlaneEndpoint: "10.0.0.5" } } } })),
    ],
  ];
  for (const [what, files] of right) {
    it(`is right with ${what}`, () => {
      assert.deepEqual(errorsOf(files), []);
      assert.ok(folder.check().sites > 0);
    });
  }
  it("is right in UTF-16 as PowerShell writes it", () => {
    folder.write({ "fleet.yaml": "" });
    assert.equal(errorsOf(fleet(`\ufeffdefaults: ${whole}\nsites: {${good}}\n`)).length, 0);
  });

  /** Each is refused with exactly these lines. */
  const refused: [string, Files, readonly RegExp[]][] = [
    ["no file", {}, [/^error fleet\.yaml \[\]: no such file: a fleet file in /]],
    ["an empty file", fleet(""), [/^error fleet\.yaml \[\]: an empty file: a mapping with `sites`/]],
    ["a list", fleet("- sites\n"), [/^error fleet\.yaml \[\]: no mapping: /]],
    ["several documents", fleet("sites: {}\n---\nsites: {}\n"), [/several YAML documents: one/]],
    ["no sites", fleet("defaults: {}\n"), [/no key `sites`: /]],
    [
      "a tab for indentation",
      fleet("sites:\n\ta: {}\n"),
      [/fleet\.yaml:2:1 .*: blanks for indentation; here is a tab/],
    ],
    ["a site twice in a file", fleet("sites:\n  a: {}\n  a: {}\n"), [/fleet\.yaml:3:3 .*: each key once/]],
    [
      "an anchor that refers to itself",
      fleet("sites: &x\n  a: *x\n"),
      [/fleet\.yaml:2:3 .*does not refer to itself/],
    ],
    [
      "aliases without bound",
      fleet(
        `defaults: &a {labels: &l {${Array.from({ length: 100 }, (_, index) => `k${index}: x`).join(", ")}}}\nsites:\n${Array.from({ length: 100 }, (_, index) => `  s${index}: {labels: *l}\n`).join("")}`,
      ),
      [/fewer aliases/],
    ],
    [
      "an unknown key at the top",
      withDefaults(`sites: {${good}}\nsitez: {}\n`),
      [/fleet\.yaml:3:8 sitez .*did you mean "sites"/],
    ],
    [
      "an unknown key in the defaults",
      fleet(`defaults: {conection: {}, ${whole.slice(1)}\nsites: {${good}}\n`),
      [/fleet\.yaml:1:23 defaults\.conection .*did you mean "connection"/],
    ],
    [
      "an unknown key in a section of a group",
      withDefaults(
        `groups: {g: {site: {machin: {}}}}\nsites: {${good.replace("{site", "{groups: [g], site")}}\n`,
      ),
      [/fleet\.yaml:2:29 tkg-edge:site\.machin \[a\]: .*did you mean "machine"/],
    ],
    [
      "an unknown group",
      withDefaults(`groups: {north: {}}\nsites: {${good.replace("{site", "{groups: [nroth], site")}}\n`),
      [/fleet\.yaml:3:22 sites\.a\.groups \[a\]: "nroth": .*did you mean "north"/],
    ],
    [
      "a group twice",
      withDefaults(`groups: {g: {}}\nsites: {${good.replace("{site", "{groups: [g, g], site")}}\n`),
      [/"g": each group once/],
    ],
    [
      "groups of groups",
      withDefaults(`groups: {g: {groups: [h]}}\nsites: {${good}}\n`),
      [/groups\.g\.groups .*a group has no groups/],
    ],
    [
      "groups that are no list",
      withDefaults(`sites: {${good.replace("{site", "{groups: north, site")}}\n`),
      [/sites\.a\.groups \[a\]: "north": a list of groups/],
    ],
    [
      "a null",
      withDefaults(`groups:\n  g:\nsites: {${good.replace("{site", "{groups: [g], site")}}\n`),
      [/fleet\.yaml:\d:\d+ groups\.g \[\]: nothing: a mapping; \{\} for/],
    ],
    [
      "a null inside a section",
      withDefaults(`sites:\n  a: {site: {controlPlaneEndpoint: 10.0.0.5, machine: }}\n`),
      [/fleet\.yaml:3:\d+ sites\.a\.site\.machine \[a\]: nothing: a value; leave the key out/],
    ],
    [
      "a site that is no mapping",
      withDefaults("sites: {a: 10.0.0.5}\n"),
      [/sites\.a \[a\]: a text: a mapping with the keys of an entry/],
    ],
    [
      "sites that are no mapping",
      withDefaults("sites: [a]\n"),
      [/fleet\.yaml:2:8 sites \[\]: a list of 1: a mapping of names to sites/],
    ],
    [
      "groups at the top that are no mapping",
      withDefaults(`groups: [a]\nsites: {${good}}\n`),
      [/groups \[\]: a list of 1: a mapping of names to groups/],
    ],
    ["defaults that are no mapping", fleet("defaults: 1\nsites: {}\n"), [/defaults \[\]: 1: a mapping/]],
    [
      "a name that no cluster can have",
      withDefaults("sites: {Shop_1: {site: {name: shop-1, controlPlaneEndpoint: 10.0.0.5}}}\n"),
      [/sites\.Shop_1 \[\]: this name: a name of a stack and of a cluster/],
    ],
    [
      "a group name with a blank",
      withDefaults(`groups: {"a b": {}}\nsites: {${good}}\n`),
      [/groups\.a b \[\]: this name/],
    ],
    [
      "labels that no selector could name",
      withDefaults(`sites: {${good.replace("{site", "{labels: {'a b': x, ok: 'no no'}, site")}}\n`),
      [/labels\.a b .*a label key/, /labels\.ok .*a label value/],
    ],
    [
      "a label that is no text",
      withDefaults(`sites: {${good.replace("{site", "{labels: {ring: 1}, site")}}\n`),
      [/labels\.ring .*1: a text; quote numbers/],
    ],
    [
      "a wrong type",
      withDefaults(`sites:\n  a: {site: {controlPlaneEndpoint: 10.0.0.5, machine: {numCPUs: "4"}}}\n`),
      [/tkg-edge:site\.machine\.numCPUs \[a\]: "4": a whole number/],
    ],
    [
      "a value that YAML reads differently",
      withDefaults(`sites:\n  a: {site: {controlPlaneEndpoint: 10.0.0.5, protect: yes}}\n`),
      [
        /sites\.a\.site\.protect \[a\]: : quotes around the value/,
        /tkg-edge:site\.protect \[a\]: "yes": true or false/,
      ],
    ],
    [
      "a placeholder",
      withDefaults(`sites:\n  a: {site: {controlPlaneEndpoint: <address>}}\n`),
      [/controlPlaneEndpoint \[a\]: a placeholder/],
    ],
    [
      "an include that does not exist",
      withDefaults("sites: {files: more.yaml}\n"),
      [/fleet\.yaml:2:16 sites\.files \[\]: "more\.yaml", no such file: /],
    ],
    [
      "an include that matches nothing",
      withDefaults("sites: {files: 'more/*.yaml'}\n"),
      [/sites\.files \[\]: "more\/\*\.yaml", which matches no file/],
    ],
    ["an include with **", withDefaults("sites: {files: '**/x.yaml'}\n"), [/a pattern without \*\*/]],
    [
      "an include that is no text",
      withDefaults("sites: {files: {site: {}}}\n"),
      [/a site cannot be called files/],
    ],
    [
      "a site in two files",
      { ...withDefaults(`sites:\n  files: more.yaml\n  ${good}\n`), "more.yaml": good },
      [
        /more\.yaml:1:4 sites\.a \[\]: a site that is there already: each site once; the other is in fleet\.yaml, line 4/,
      ],
    ],
    [
      "an included file with the keys of a fleet file",
      { ...withDefaults("sites: {files: more.yaml}\n"), "more.yaml": `sites: {${good}}` },
      [/more\.yaml:1:8 sites\.sites \[\]: the key "sites" of a fleet file/],
    ],
    [
      "an included file with includes of its own",
      { ...withDefaults("sites: {files: more.yaml}\n"), "more.yaml": "files: [less.yaml]\n" },
      [
        /more\.yaml:1:8 sites\.files \[\]: `files` in an included file: a list of files in the fleet file alone/,
      ],
    ],
    [
      "an included file of something else, whose texts are not shown",
      { ...withDefaults("sites: {files: more.yaml}\n"), "more.yaml": `key: ${marker}\n` },
      [/more\.yaml:1:6 sites\.key \[key\]: a text: a mapping with the keys of an entry/],
    ],
    [
      "an empty included file",
      { ...withDefaults("sites: {files: more.yaml}\n"), "more.yaml": "# nothing\n" },
      [/^error more\.yaml \[\]: an empty file: a mapping of names to sites/],
    ],
    [
      "a connection file that does not exist, once for all sites",
      fleet(
        `defaults: {connectionFile: no.yaml, ${whole.slice(1)}\nsites: {${good}, b: {site: {controlPlaneEndpoint: 10.0.0.6}}}\n`,
      ),
      [/fleet\.yaml:1:28 defaults\.connectionFile \[\]: "no\.yaml", which does not exist/],
    ],
    [
      "a password as a key of an entry",
      withDefaults(`groups: {g: {vcenterPassword: ${marker}}}\nsites: {${good}}\n`),
      [
        /groups\.g\.vcenterPassword \[\]: a password: no password in a fleet file: pulumi config set --secret/,
      ],
    ],
    [
      "a password in a section",
      withDefaults(
        `sites: {${good.replace("{site", `{connection: {vcenter: {password: ${marker}}}, site`)}}\n`,
      ),
      [
        /sites\.a\.connection\.vcenter\.password \[a\]: a password: no password/,
        /tkg-edge:connection\.vcenter\.password \[a\]: a key that is not known/,
      ],
    ],
    [
      "labels with several faults, all of them",
      withDefaults(`sites: {${good.replace("{site", "{labels: {a: 1, b: 'no no', c: true}, site")}}\n`),
      [/labels\.a .*1: a text/, /labels\.b .*a label value/, /labels\.c .*true: a text/],
    ],
    [
      "keys that every object of JavaScript inherits",
      withDefaults(
        `constructor: 1\nrollout: {toString: 1}\ngroups: {g: {valueOf: 1, connection: {constructor: 1, vcenter: {hasOwnProperty: 1}}}}\n` +
          `sites: {${good.replace("{site", "{groups: [g], site")}}\n`,
      ),
      [
        /:2:14 constructor \[\]: a key that is not known here/,
        /:3:21 rollout\.toString \[\]: a key that is not known here/,
        /:4:23 groups\.g\.valueOf \[\]: a key that is not known here/,
        /:4:52 tkg-edge:connection\.constructor \[a\]: a key that is not known/,
        /:4:81 tkg-edge:connection\.vcenter\.hasOwnProperty \[a\]: a key that is not known/,
      ],
    ],
    [
      "__proto__ as a key, whose value would be read for keys that are not there",
      withDefaults(`sites:\n  a: {connection: {vcenter: {__proto__: {insecure: true}}}}\n`),
      [/fleet\.yaml:3:30 .*: another key than __proto__/],
    ],
    [
      "a wrong value in a group that no site uses",
      withDefaults(`groups: {g: {site: {protect: 1}}}\nsites: {${good}}\n`),
      [/fleet\.yaml:2:30 tkg-edge:site\.protect \[\]: 1: true or false/],
    ],
  ];
  for (const [what, files, expected] of refused) {
    it(`is refused for ${what}`, () => {
      const errors = errorsOf(files);
      assert.equal(errors.length, expected.length, errors.join("\n"));
      for (const pattern of expected) assert.match(errors.join("\n"), pattern);
      assert.ok(!JSON.stringify(folder.check()).includes(marker));
    });
  }

  it("reports a value that many sites share once, with all of them", () => {
    const names = Array.from({ length: 100 }, (_, index) => `s${index}`);
    const sites = Object.fromEntries(
      names.map((name, index) => [name, { site: { controlPlaneEndpoint: `10.0.0.${index + 1}` } }]),
    );
    folder.write({
      "fleet.yaml": { defaults: { ...defaults, site: { ...defaults.site, os: "windows" } }, sites },
    });
    const wrong = folder.check().findings.filter(({ path }) => path === "tkg-edge:site.os");
    assert.equal(wrong.length, 1);
    assert.deepEqual(wrong[0]?.sites, names);
  });

  it("has its groups in the order of the file, also where their names are numbers", () => {
    folder.write(withDefaults(`groups: {b: {}, 10: {}, 9: {}, "1": {}}\nsites: {${good}}\n`));
    assert.deepEqual([...folder.layers().fleet.groups.keys()], ["b", "10", "9", "1"]);
  });

  it("does not take the name of a site for that of a secret", () => {
    const text = withDefaults(
      "sites:\n  private-token-1:\n    site:\n      controlPlaneEndpoint: 10.0.0.5 # the shop\n",
    );
    assert.deepEqual(errorsOf(text), []);
  });
});
