// Loaded by every Node.js that a test's `pulumi` starts (NODE_OPTIONS --require). The SDK loads the TypeScript compiler and
// npm's Arborist whenever it is imported, for functions that are stored in the state; tkg-edge stores none, and the two take
// over half of the import. Here they are loaded when something of them is asked for, which leaves all that works working.
"use strict";
const Module = require("node:module");

// The language host that is built here is older than the engine and does not learn of `typescript: false` in Pulumi.yaml,
// so the SDK would register ts-node, and map each stack trace, for a program that is compiled.
if (process.argv[1]?.endsWith("/@pulumi/pulumi/cmd/run/index.js"))
  process.env.PULUMI_NODEJS_TYPESCRIPT = "false";

const putOff = new Set(["typescript", "@npmcli/arborist"]);
const load = Module._load;

/** Stands for a module until something of it is used. */
function promiseOf(request, parent, isMain) {
  let loaded;
  const real = () => (loaded ??= load.call(Module, request, parent, isMain));
  return new Proxy(function () {}, {
    // Neither is an ES module, which is the one thing that an importer asks at once.
    get: (_, key) => (key === "__esModule" ? undefined : real()[key]),
    has: (_, key) => key in real(),
    construct: (_, args) => Reflect.construct(real(), args),
    apply: (_, self, args) => Reflect.apply(real(), self, args),
  });
}

Module._load = function (request, parent, isMain) {
  const ofSdk = putOff.has(request) && parent?.filename?.includes("/@pulumi/pulumi/");
  return ofSdk ? promiseOf(request, parent, isMain) : load.call(this, request, parent, isMain);
};
