// The start of a sandbox, from an empty directory to one in which everything answers.
//
// Steps run side by side where one does not need the other: the whole takes as long as its longest chain, which is
// etcd → API server → definitions → ClusterClass → stand-ins.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { claimAddressBlock } from "./address-block.js";
import { addressesOf, hostPort } from "./addresses.js";
import { auditFlags } from "./audit-log.js";
import { clearDirectory } from "./directory.js";
import { toolVariables, writeEnvironmentFile } from "./environment.js";
import { applyAll, createAll, waitForCondition } from "./install.js";
import { writeKubeconfig } from "./kubeconfig.js";
import { laterClasses, withDiscoveredVariables } from "./later-release/classes.js";
import { ownCluster } from "./later-release/management-cluster.js";
import { broughtObjects, broughtTkrs } from "./later-release/tkrs.js";
import { registryHost, type SandboxFile, writeConnectionFiles, writeSandboxFile } from "./layout.js";
import { createPki, thumbprint } from "./pki.js";
import { processFacts } from "./process-identity.js";
import {
  etcd,
  kubeApiServer,
  kubeControllerManager,
  packagingApi,
  type PlanInput,
  registry,
  vcsim,
} from "./processes.js";
import { full } from "./profiles/full.js";
import { light } from "./profiles/light.js";
import type { Profile, ProfileParts } from "./profiles/profile.js";
import { defaultSettings, type SandboxSettings } from "./settings.js";
import { accessOfFile } from "./stand-ins/runtime/api-access.js";
import { KubeClient } from "./stand-ins/runtime/kube-client.js";
import { namespaces, packagingApiService, packagingService, tkrConfiguration } from "./static-objects.js";
import { endProcesses, type ProcessPlan, startProcess } from "./supervisor.js";
import { provideOvas } from "./test-data/ovas.js";
import { pushBundles } from "./test-data/push.js";
import { tinyTkrs } from "./test-data/tiny-tkrs.js";
import { loadDefinitions, renderClusterClass } from "./vendor-objects.js";

/** What to start; `directory` is absolute. */
export interface StartOptions {
  readonly directory: string;
  readonly profile: Profile;
  readonly onProgress?: (line: string) => void;
  readonly settings?: Partial<SandboxSettings>;
}

const profiles: Readonly<Record<Profile, ProfileParts>> = { light, full };
const definitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const apiServicesPath = "/apis/apiregistration.k8s.io/v1/apiservices";

/** Starts everything. On failure nothing is left running, and the directory stays for its logs. */
export async function runStart(options: StartOptions): Promise<SandboxFile> {
  const { directory } = options;
  const started = Date.now();
  const progress = (line: string): void => options.onProgress?.(line);
  const settings = { ...defaultSettings, ...options.settings };
  if (options.profile === "full" && settings.release !== defaultSettings.release) {
    throw new Error(
      `the full profile plays TKG ${defaultSettings.release} alone: its Cluster API discovers no class variables. Start ` +
        `release ${settings.release} with profile light`,
    );
  }
  await clearDirectory(directory, progress);
  const claim = await claimAddressBlock();
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    let file: SandboxFile = {
      profile: options.profile,
      block: claim.block,
      settings,
      vcenterThumbprint: "",
      starter: { pid: process.pid, startTicks: processFacts(process.pid)?.startTicks ?? "" },
      ready: false,
      processes: [],
      startedAt: new Date(started).toISOString(),
    };
    writeSandboxFile(directory, file);
    file = await new Start(directory, file, profiles[options.profile], progress).run();
    const startSeconds = Math.round((Date.now() - started) / 100) / 10;
    file = { ...file, ready: true, startSeconds };
    writeSandboxFile(directory, file);
    progress(`sandbox ${claim.block}.0/24 (profile ${file.profile}) works after ${startSeconds} s`);
    return file;
  } catch (error) {
    await endProcesses(directory);
    throw error;
  } finally {
    await claim.release();
  }
}

/** One start. */
class Start {
  private readonly names: string[] = [];
  private readonly ca: string;
  private readonly input: Omit<PlanInput, "pki">;

  constructor(
    private readonly directory: string,
    private readonly file: SandboxFile,
    private readonly profile: ProfileParts,
    private readonly progress: (line: string) => void,
  ) {
    this.ca = join(directory, "ca.pem");
    this.input = { directory, block: file.block, kubeconfig: join(directory, "kubeconfig") };
  }

  async run(): Promise<SandboxFile> {
    const { directory } = this;
    const { block } = this.file;
    const services = [`${packagingService.name}.${packagingService.namespace}.svc`, ...this.profile.services];
    const pki = await createPki(directory, block, services);
    const input: PlanInput = { ...this.input, pki };
    writeKubeconfig(input.kubeconfig, block, pki);
    const file = { ...this.file, vcenterThumbprint: thumbprint(pki.vcenter.certificate) };
    writeConnectionFiles(directory, file);
    writeEnvironmentFile(directory, block);
    // Read while the servers start.
    const definitions = loadDefinitions();
    const clusterClass = renderClusterClass().then((rendered) =>
      this.isLater ? laterClasses(rendered) : rendered,
    );
    await settleAll([
      this.start(vcsim(input)),
      this.start(registry(input)).then(() => this.pushTestData()),
      provideOvas(join(directory, "ova"), [...tinyTkrs, ...(this.isLater ? broughtTkrs : [])]).then(
        (names) => {
          this.progress(`${names.length} OVAs in ${join(directory, "ova")}`);
        },
      ),
      this.startManagementCluster(input, definitions, clusterClass),
    ]);
    if (this.isLater) await this.bring(input);
    await this.start(this.standIns(input));
    return { ...file, processes: this.names };
  }

  /** Whether the management cluster is one of TKG 2.5 (later-release/README.md). */
  private get isLater(): boolean {
    return this.file.settings.release !== "2.2.0";
  }

  /** Before the stand-ins start, whose admission would refuse what only TKG's own controllers may create. */
  private async bring(input: PlanInput): Promise<void> {
    const client = new KubeClient(accessOfFile(input.kubeconfig), "tkg-edge-sandbox");
    await createAll(client, [ownCluster(this.file.settings.release), ...broughtObjects()]);
    this.progress(`${broughtTkrs.length} TKrs of TKG ${this.file.settings.release} (stand-ins) are there`);
  }

  private async startManagementCluster(
    input: PlanInput,
    definitions: ReturnType<typeof loadDefinitions>,
    clusterClass: ReturnType<typeof renderClusterClass>,
  ): Promise<void> {
    const audit = this.file.settings.auditLog ? auditFlags(this.directory) : [];
    await settleAll([this.start(etcd(input)), this.start(kubeApiServer(input, audit))]);
    const client = new KubeClient(accessOfFile(input.kubeconfig), "tkg-edge-sandbox");
    const { tkg, carvel, clusterApi } = await definitions;
    const adapted = clusterApi
      .map((definition) => this.profile.adaptDefinition(definition, input))
      .map((definition) => (this.isLater ? withDiscoveredVariables(definition) : definition));
    const compatible = this.isLater ? broughtTkrs.map(({ version }) => version) : undefined;
    await createAll(client, namespaces());
    const registryCa = readFileSync(this.ca, "utf8");
    await settleAll([
      createAll(client, carvel).then(() => this.startPackagingApi(client, input)),
      this.start(kubeControllerManager(input)),
      createAll(client, tkrConfiguration(registryHost(input.block), registryCa, compatible)),
      this.install(client, [...tkg, ...adapted], clusterClass, input),
    ]);
  }

  /** Definitions first; then what is of their kinds. */
  private async install(
    client: KubeClient,
    definitions: Awaited<ReturnType<typeof loadDefinitions>>["tkg"],
    clusterClass: ReturnType<typeof renderClusterClass>,
    input: PlanInput,
  ): Promise<void> {
    await createAll(client, definitions);
    const names = definitions.map((definition) => definition.metadata.name);
    await waitForCondition(client, definitionsPath, names, "Established");
    this.progress(`${names.length} definitions of the vendor are served`);
    await settleAll([
      ...this.profile.processes(input).map((plan) => this.start(plan)),
      Promise.resolve(this.profile.objects(input)).then((objects) => createAll(client, objects)),
    ]);
    // After the profile's webhooks: the real Cluster API defaults and checks the class. In TKG the class
    // belongs to a package that kapp-controller installs, so a patch of it meets a conflict.
    await applyAll(client, await clusterClass, "kapp-controller");
  }

  private async startPackagingApi(client: KubeClient, input: PlanInput): Promise<void> {
    await settleAll([
      this.start(packagingApi(input)),
      createAll(client, packagingApiService(input.block, this.ca)),
    ]);
    await waitForCondition(client, apiServicesPath, ["v1alpha1.data.packaging.carvel.dev"], "Available");
  }

  private async pushTestData(): Promise<void> {
    const pushed = await pushBundles(registryHost(this.file.block), this.ca, join(this.directory, "tmp"));
    this.progress(`${pushed} bundles in the registry ${registryHost(this.file.block)}`);
  }

  private standIns({ directory, block }: PlanInput): ProcessPlan {
    return {
      name: "stand-ins",
      kind: "stand-in",
      file: process.execPath,
      args: [fileURLToPath(new URL("stand-ins/main.js", import.meta.url)), directory],
      // The guests that they start need the tools.
      environment: toolVariables(),
      health: { url: `https://${hostPort(addressesOf(block).webhooks)}/healthz` },
    };
  }

  private async start(plan: ProcessPlan): Promise<void> {
    const began = Date.now();
    this.names.push(plan.name);
    await startProcess(this.directory, plan, this.ca).healthy;
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    this.progress(
      `${plan.name}${plan.version === undefined ? "" : ` ${plan.version}`} works after ${seconds} s`,
    );
  }
}

/**
 * Waits for all, then fails with the first failure, so that nothing is still starting during the clean-up.
 */
async function settleAll(steps: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(steps);
  const failures = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason as unknown] : [],
  );
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) {
    throw new Error(
      failures.map((reason) => (reason instanceof Error ? reason.message : String(reason))).join("\n"),
    );
  }
}
