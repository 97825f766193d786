// pulumi-resource-command, where the real one cannot be downloaded: started by the engine with its own address as
// the argument; prints the port it serves on. Bundled into one file (sandbox/toolchain/command-stand-in.ts).
// Imports single modules of the SDK: all of it would take twice as long to start.
import * as engine from "@pulumi/pulumi/log/index.js";
import { main } from "@pulumi/pulumi/provider/index.js";
import { DependencyResource } from "@pulumi/pulumi/resource.js";
import { resetOptions } from "@pulumi/pulumi/runtime/settings.js";
import { endWithEngineAt } from "../../../scripts/watch-engine.js";
import { CommandProvider } from "./provider.js";

const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";
resetOptions("", "", 1, engineAddress, "", false, "");

const environment = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);

function log(line: string, urn: string): void {
  const resource = urn === "" ? undefined : new DependencyResource(urn);
  void engine.info(line, resource);
}

// The server writes a failure's stack to stderr besides answering with it, which would show it to the user twice.
console.error = (...words: unknown[]) => void engine.debug(words.map(String).join(" "));

const provider = new CommandProvider(log, environment);

/** Milliseconds for the last answer to leave, so that the engine learns what became of a canceled command. */
const answerMilliseconds = 50;

/** Ends the running commands, lets their answers out, and exits. */
async function end(code: number): Promise<void> {
  await provider.cancel();
  const hadWork = await provider.settle();
  setTimeout(() => process.exit(code), hadWork ? answerMilliseconds : 0);
}
// The engine interrupts a plugin when it has no more use for it, and waits five seconds for its end.
process.once("SIGINT", () => void end(0));
process.once("SIGTERM", () => void end(143));
// An engine that was killed interrupts nobody.
endWithEngineAt(engineAddress, () => void end(1));

void main(provider, process.argv.slice(2));
