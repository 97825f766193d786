#!/usr/bin/env node
// The same pack as an executable, which the engine (3.255 or newer) starts by itself: for machines whose language host starts no packs.
"use strict";
require("./lazy-modules.cjs");
// The version of a pack is that of the package.json in the folder that it runs in.
process.chdir(__dirname);
require("./pack.cjs");
