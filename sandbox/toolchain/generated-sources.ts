// Files that are not committed, being megabytes of third-party work: what two plugins embed, and copies of modules
// that one file of ours is added to. They are made, from the pinned modules, in a copy of the tool's folder just before
// it is compiled.
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { GoBuild } from "./catalogue.js";
import { runGo } from "./go.js";
import type { OnLine } from "./go.js";
import { toolchainFolder } from "./locations.js";

const kubernetesModule = "github.com/pulumi/pulumi-kubernetes/provider/v4";

/** The schema, with its version, and the table of Terraform's names, as the module's own build embeds them. */
async function writeKubernetesEmbeds(folder: string, version: string, onLine: OnLine): Promise<void> {
  await runGo(folder, ["mod", "download", kubernetesModule], onLine);
  const module = (await runGo(folder, ["list", "-m", "-f", "{{.Dir}}", kubernetesModule])).trim();
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(join(module, "cmd", "pulumi-resource-kubernetes", name), "utf8"));
  const schema = { ...(read("schema.json") as Record<string, unknown>), version };
  writeFileSync(join(folder, "schema-embed.json"), JSON.stringify(schema));
  writeFileSync(join(folder, "terraform-mapping-embed.json"), JSON.stringify(read("terraform-mapping.json")));
}

/** The bridged provider's schema, written by the bridge's own generator. */
async function writeVsphereSchema(folder: string, onLine: OnLine): Promise<void> {
  const generator = join(folder, ".tfgen");
  await runGo(
    folder,
    ["build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", generator, "./tfgen"],
    onLine,
  );
  const home = join(folder, ".tfgen-home");
  mkdirSync(home);
  const result = await execa(generator, ["schema", "--out", "plugin"], {
    cwd: folder,
    env: { PULUMI_CONVERT: "0", PULUMI_HOME: home, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" },
    reject: false,
    all: true,
    stdin: "ignore",
  });
  if (result.failed) throw new Error(`the schema of the vSphere plugin cannot be generated:\n${result.all}`);
}

/**
 * Puts a copy of the provider's module beside the tool's, with webhook-address/ added to its main package, and makes the
 * tool's module use it. Go lets nobody add a file to its module cache, not even for one build.
 */
async function addWebhookAddress(build: GoBuild, folder: string, onLine: OnLine): Promise<void> {
  const parent = dirname(folder);
  cpSync(join(toolchainFolder, "netaddr"), join(parent, "netaddr"), { recursive: true });
  const list = (format: string) => runGo(folder, ["list", "-f", format, build.package], onLine);
  const [path = "", module = ""] = (await list("{{.Module.Path}} {{.Module.Dir}}")).trim().split(" ");
  const copy = join(parent, "provider");
  cpSync(module, copy, { recursive: true });
  // The module cache is read-only, and so is a copy of it.
  for (const entry of ["", ...readdirSync(copy, { recursive: true, encoding: "utf8" })]) {
    chmodSync(join(copy, entry), 0o755);
  }
  const main = join(copy, build.package.slice(path.length));
  copyFileSync(
    join(toolchainFolder, "webhook-address", "webhook_address.go"),
    join(main, "webhook_address.go"),
  );
  await runGo(folder, ["mod", "edit", `-replace=${path}=${copy}`], onLine);
}

/** Writes what `build` needs to `folder`, a copy of its module's folder. @throws Error */
export async function writeGeneratedSources(
  build: GoBuild,
  folder: string,
  version: string,
  onLine: OnLine,
): Promise<void> {
  switch (build.generated) {
    case undefined:
      return;
    case "kubernetes-embeds":
      return writeKubernetesEmbeds(folder, version, onLine);
    case "vsphere-schema":
      return writeVsphereSchema(folder, onLine);
    case "webhook-address":
      return addWebhookAddress(build, folder, onLine);
  }
}
