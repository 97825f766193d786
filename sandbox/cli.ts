// The sandbox's command line: node dist/sandbox/cli.js up | down | status | collect.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { collect } from "./collect.js";
import { openSandbox, type Profile, type Sandbox, startSandbox, stopSandbox } from "./sandbox.js";
import { type ManagementRelease, managementReleases } from "./settings.js";
import { renderStatus, sandboxStatus } from "./status.js";

interface DirectoryOption {
  readonly directory: string;
}

const directoryOption = (): Option =>
  new Option("-d, --directory <directory>", "the sandbox's files").env("SANDBOX_DIR").default(".sandbox");

const program = new Command("sandbox").description(
  "A management cluster, a simulated vCenter and a registry, on loopback addresses of this machine.",
);

program
  .command("up")
  .description("start the sandbox, or report that it is running")
  .addOption(directoryOption())
  .addOption(
    new Option("-p, --profile <profile>", "light or full Cluster API")
      .choices(["light", "full"])
      .env("SANDBOX_PROFILE")
      .default("full"),
  )
  .addOption(
    new Option("-r, --release <release>", "TKG release of the management cluster; 2.5.2 with profile light")
      .choices(managementReleases)
      .env("SANDBOX_RELEASE")
      .default("2.2.0"),
  )
  .action(up);

program
  .command("down")
  .description("end all processes of the sandbox; its files remain")
  .addOption(directoryOption())
  .action(async ({ directory }: DirectoryOption) => {
    await stopSandbox(directory);
    console.log(`the sandbox in ${resolve(directory)} is stopped`);
  });

program
  .command("status")
  .description("show each process; exit code 1 if one is not healthy")
  .addOption(directoryOption())
  .action(async ({ directory }: DirectoryOption) => {
    const status = await sandboxStatus(directory);
    if (status === undefined) {
      console.log(`there is no sandbox in ${resolve(directory)}: make sandbox-up`);
    } else {
      console.log(renderStatus(status));
    }
    if (status === undefined || status.problems.length > 0) process.exitCode = 1;
  });

program
  .command("collect")
  .description("write an archive for a bug report, without secrets")
  .addOption(directoryOption())
  .option("-o, --output <file>", "the archive", "tkg-edge-sandbox.tar.gz")
  .action(async ({ directory, output }: DirectoryOption & { readonly output: string }) => {
    const missing = await collect(resolve(directory), output);
    for (const what of missing) console.log(`not collected: ${what}`);
    console.log(`wrote ${resolve(output)}`);
  });

interface UpOptions extends DirectoryOption {
  readonly profile: Profile;
  readonly release: ManagementRelease;
}

async function up({ directory, profile, release }: UpOptions): Promise<void> {
  if ((await openSandbox(directory)) !== undefined) console.log("the sandbox is already running");
  // Sandbox processes run in their own sessions, so a Ctrl-C here has to end them explicitly.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      console.log(`${signal}: stopping the sandbox`);
      const end = (code: number): void => process.exit(code);
      stopSandbox(directory).then(
        () => {
          end(130);
        },
        (error: unknown) => {
          console.error(error);
          end(130);
        },
      );
    });
  }
  const sandbox = await startSandbox({
    directory,
    profile,
    settings: { release },
    onProgress: (line) => {
      console.log(line);
    },
  });
  console.log(closingText(sandbox));
}

function closingText({ directory, vcenter, registry, endpoints }: Sandbox): string {
  const env = resolve(directory, "env");
  return [
    `vCenter ${vcenter.server} (simulated), registry ${registry.host}, control plane endpoints ${endpoints[0] ?? ""} and up`,
    `to use kubectl, govc, imgpkg and pulumi on it: . ${existsSync(env) ? env : directory}`,
  ].join("\n");
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
