import assert from "node:assert/strict";
import { readFlatFile } from "../../../src/config/flat-file/sections.js";
import { checkStack } from "../../../src/config/parse-stack.js";
import { placeholderIn } from "../../../src/config/reading/placeholder.js";
import { pageStack } from "../example-site.js";

const placeholders = [
  ...[
    "<password>",
    "<YOUR PASSWORD>",
    "<<x>>",
    "${VSPHERE_PASSWORD}",
    "${X:-default}",
    "$VSPHERE_PASSWORD",
    "$(cat pw)",
  ],
  ...[
    "$env:PASSWORD",
    "%PASSWORD%",
    "{{ password }}",
    "{{.Values.x}}",
    "${{ secrets.X }}",
    "{% x %}",
    "<%= x %>",
  ],
  ...[
    "((password))",
    "[[password]]",
    "#@ data.values.x",
    "@PASSWORD@",
    "@@PASSWORD@@",
    "__PASSWORD__",
    "ENC[AES256_GCM,data:x]",
  ],
  ...[
    "CHANGEME",
    "change-me",
    "Change_It",
    "changeme!",
    "REPLACE_ME",
    "replace-with-password",
    "TODO",
    "TBD",
    "FIXME",
  ],
  ...[
    "fill-in",
    "PLACEHOLDER",
    "your-password",
    "YOUR_VCENTER",
    "insert-password-here",
    "xxx",
    "XXXX",
    "x.x.x.x",
    "xx:xx:xx",
  ],
];
const values = [
  ...[
    "pa$$word",
    "$ecret9",
    "a<b>c",
    "x${y}z",
    "<encoded:QQ==>",
    "100%",
    "%x",
    "{x}",
    "(x)",
    "[x]",
    "@admin",
    "#1",
    "x",
  ],
  ...[
    "todo-list",
    "changes",
    "yourself",
    "10.0.0.1",
    "Not-A-Real-1",
    "admin@vsphere.local",
    "/dc0/vm",
    "${x} ${y}",
    "$5.00",
  ],
];

describe("values that nobody has filled in", () => {
  for (const value of placeholders) {
    it(`are found: ${value}`, () => {
      assert.notEqual(placeholderIn(value), undefined);
      for (const key of ["VSPHERE_PASSWORD", "VSPHERE_USERNAME", "VSPHERE_SERVER", "CLUSTER_NAME"]) {
        const { problems, vcenterPassword } = readFlatFile(`${key}: '${value}'`, "f");
        assert.equal(problems.length, 1, `${key}: ${JSON.stringify(problems)}`);
        assert.equal(vcenterPassword, undefined);
      }
    });
  }
  for (const value of values) {
    it(`are not taken for others: ${value}`, () => {
      assert.equal(placeholderIn(value), undefined);
    });
  }

  it("lead to the command that stores a password", () => {
    const [problem] = readFlatFile("export VSPHERE_PASSWORD='<password>'", "f").problems;
    assert.match(problem?.expected ?? "", /pulumi config set --secret tkg-edge:vcenterPassword/);
  });

  it("are one problem each, whatever the schema finds there", () => {
    const stack = structuredClone(pageStack) as unknown as Record<string, Record<string, unknown>>;
    stack.site = {
      ...stack.site,
      name: "<name>",
      controlPlaneEndpoint: "${ENDPOINT}",
      sshAuthorizedKeys: ["CHANGEME"],
      machine: { customVMXKeys: { a: "{{ x }}" } },
      rebuild: { beforeCommand: "$BACKUP" },
      placement: { ...(stack.site?.placement as object), folder: "/dc0/vm/${SITE}" },
    };
    const { problems } = checkStack({ ...stack, secretsSet: new Set(["vcenterPassword"]) }, "/", "x", "up");
    assert.deepEqual(problems.map(({ path }) => path).sort(), [
      "tkg-edge:site.controlPlaneEndpoint",
      "tkg-edge:site.machine.customVMXKeys.a",
      "tkg-edge:site.name",
      "tkg-edge:site.placement.folder",
      "tkg-edge:site.sshAuthorizedKeys[0]",
    ]);
  });
});
