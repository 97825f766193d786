// Loaded before the program (`nodeargs` in Pulumi.yaml). Whenever the SDK is imported it loads what it needs
// to store functions in the state, to drive Pulumi from a program and to report traces; tkg-edge does none of
// that, and it takes over half of the import. Here it is loaded when it is first used, so that everything
// still works.
"use strict";
const Module = require("node:module");

const putOff = new Set([
  "./automation",
  "@logdna/tail-file",
  "@npmcli/arborist",
  "@opentelemetry/exporter-zipkin",
  "@opentelemetry/instrumentation",
  "@opentelemetry/instrumentation-grpc",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace-base",
  "@opentelemetry/sdk-trace-node",
  "execa",
  "fdir",
  "normalize-package-data",
  // Maps a stack trace to the sources, also each of those that the SDK takes of every resource. Traces show
  // lines of dist/.
  "source-map-support/register",
  "tmp",
  "typescript",
]);
const load = Module._load;

/** Stands for a module until something of it is used. */
function promiseOf(request, parent, isMain) {
  let loaded;
  const real = () => (loaded ??= load.call(Module, request, parent, isMain));
  return new Proxy(function () {}, {
    get: (_, key) => {
      // An importer reads this immediately: an ES module is taken as it is, any other is copied, which would
      // load it. Its default is then the module itself.
      if (key === "__esModule") return true;
      return key === "default" && !real().__esModule ? real() : real()[key];
    },
    has: (_, key) => key in real(),
    construct: (_, args) => Reflect.construct(real(), args),
    apply: (_, self, args) => Reflect.apply(real(), self, args),
  });
}

Module._load = function (request, parent, isMain) {
  const ofSdk = putOff.has(request) && parent?.filename?.includes("/@pulumi/pulumi/");
  return ofSdk ? promiseOf(request, parent, isMain) : load.call(this, request, parent, isMain);
};
