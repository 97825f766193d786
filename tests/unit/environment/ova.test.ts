/** The OVA of a stack: it is changed once, and a preview, a preflight and the import find the same. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provideOvas } from "../../../sandbox/test-data/ovas.js";
import type { LiveObject } from "../../../src/clients/live-object.js";
import { thisProcess } from "../../../src/clients/process-identity.js";
import { templateNotes } from "../../../src/clients/template-notes.js";
import { importOva } from "../../../src/commands/import-ova.js";
import { ConfigurationError, type Problem } from "../../../src/config/problem.js";
import type { TemplateSpec } from "../../../src/config/stack-spec.js";
import { placeOfTemplate } from "../../../src/config/template.js";
import { osImagesOf } from "../../../src/environment/facts/os-image.js";
import { errorOf } from "../../../src/environment/finding.js";
import { ovaFit } from "../../../src/environment/judgements/ova-image.js";
import { judgeOva } from "../../../src/environment/judgements/template-digest.js";
import { checkArchive } from "../../../src/environment/questions/ova.js";
import { checkTemplateDrift } from "../../../src/environment/questions/template-drift.js";
import { announceOva, checkedOvaDigest } from "../../../src/program/ova-notice.js";
import { FakeVcenter } from "../fake-vcenter.js";
import { factsOf, preflighted, site, vcenter, vmTemplate, whole, type Environment } from "./surfaces.js";

describe("an OVA compared with the OS images of its TKr", () => {
  const tkrVersion = "v1.25.7+vmware.1-tiny.2-tkg.1";
  const image = (os: string, ref: string): LiveObject => ({
    metadata: { name: `image-${os}-${ref.slice(-6)}` },
    spec: {
      kubernetesVersion: "v1.25.7+vmware.1-tiny.2",
      os: { name: os, version: "3", arch: "amd64" },
      image: { ref: { version: ref } },
    },
  });
  const own = image("photon", `${tkrVersion}-ac20b3`);
  /** Of a later build of the same Kubernetes version, which is another TKr. */
  const laterBuild = image("photon", "v1.25.7+vmware.1-tiny.2-tkg.10-cafe00");
  const ova = (version: string) => ({
    version,
    distroName: "photon",
    distroVersion: "3",
    distroArch: "amd64",
    networks: [],
  });
  /** @param named those of `images` that the TKr names */
  const check = async (
    version: string,
    {
      os = "photon",
      osVersion,
      images = [own, laterBuild],
      named = [own],
      pending = false,
    }: {
      os?: string;
      osVersion?: string;
      images?: LiveObject[];
      named?: LiveObject[];
      pending?: boolean;
    },
  ) => {
    const tkr = { metadata: { name: "tkr" }, spec: { osImages: named.map(({ metadata }) => metadata) } };
    const cluster = { get: () => Promise.resolve(tkr), list: () => Promise.resolve(images) };
    const wanted = { ova: "a.ova", tkrVersion, os, osVersion, isPending: pending };
    const finding = ovaFit(wanted, ova(version), await osImagesOf(cluster, tkrVersion, { os, osVersion }));
    if (finding.severity === "failure") throw errorOf(finding);
  };

  it("fits when TKG would find the template", async () => {
    await check(`${tkrVersion}-ac20b3`, {});
  });

  it("is refused with both sides named when it is another build", async () => {
    await assert.rejects(
      check(`${tkrVersion}-000000`, {}),
      /tkg-edge:template\.ova[\s\S]*000000[\s\S]*ac20b3.*image-photon/,
    );
  });

  it("is refused when it fits an OS image of another TKr of the same Kubernetes version", async () => {
    await assert.rejects(
      check("v1.25.7+vmware.1-tiny.2-tkg.10-cafe00", {}),
      /does not belong to TKr v1\.25\.7/,
    );
  });

  it("is refused when it is of another version of the system than configured", async () => {
    await check(`${tkrVersion}-ac20b3`, { osVersion: "3" });
    await check(`${tkrVersion}-ac20b3`, { osVersion: "3", named: [], pending: true });
    for (const more of [{}, { named: [], pending: true }]) {
      await assert.rejects(
        check(`${tkrVersion}-ac20b3`, { osVersion: "5", ...more }),
        /does not belong to TKr \S+ with photon 5; .*photon 3 amd64.*none for photon 5/,
      );
    }
  });

  it("is refused when the TKr has no image of that system", async () => {
    await assert.rejects(check(`${tkrVersion}-ac20b3`, { os: "ubuntu" }), /there is none for ubuntu/);
  });

  it("is compared by version and system alone while the TKr is being installed, and in full once it is", async () => {
    const nothing = { images: [], named: [], pending: true };
    await check(`${tkrVersion}-000000`, nothing);
    // Images come one by one, and one that was deleted comes back.
    const ubuntu = image("ubuntu", `${tkrVersion}-87b1b3`);
    await check(`${tkrVersion}-000000`, { images: [ubuntu], named: [ubuntu], pending: true });
    await check(`${tkrVersion}-000000`, { images: [laterBuild], named: [own], pending: true });
    const refused = /does not belong to TKr v1\.25\.7/;
    await assert.rejects(check("v1.24.10+vmware.1-tiny.1-tkg.1-000000", nothing), refused);
    await assert.rejects(check("v1.25.7+vmware.1-tiny.2-tkg.10-ac20b3", nothing), refused);
    await assert.rejects(check(`${tkrVersion}-000000`, { pending: true }), refused);
  });
});

describe("the OVA of a stack", () => {
  let directory: string;
  let template: TemplateSpec;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "tkg-edge-ova-test-"));
    await provideOvas(directory);
    template = {
      ova: join(directory, "photon-3-kube-v1.25.7+vmware.1-tiny.2.ova"),
      ...{ os: site.os, tkrVersion: site.tkrVersion, name: "photon", deleteOnDestroy: false },
      ...site.placement,
    };
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  /** What a preview refuses. */
  async function previewed(environment: Environment, of: TemplateSpec): Promise<readonly Problem[]> {
    const facts = factsOf(environment);
    const file = facts.ova(of.ova);
    try {
      const sha256 = await checkedOvaDigest(file, of, undefined);
      const at = facts.vcenter({ ...vcenter, password: "not used" });
      const { findings, recorded } = await checkTemplateDrift(at, of, sha256);
      const seen = { exists: findings.length === 0, recorded };
      await announceOva(judgeOva(placeOfTemplate(of), sha256, await checkArchive(file), seen));
      return [];
    } catch (error) {
      if (error instanceof ConfigurationError) return error.problems;
      throw error;
    }
  }

  const imported = (environment: Environment, of: TemplateSpec, sha256: string) =>
    importOva(new FakeVcenter({ machines: environment.machines ?? [] }).govc, {
      vcenter: { server: vcenter.server, username: vcenter.username },
      vcenterPassword: "not used",
      tkrVersion: of.tkrVersion,
      tkrIsPending: false,
      os: of.os,
      ova: of.ova,
      ovaSha256: sha256,
      templateName: of.name,
      datacenter: of.datacenter,
      datastore: of.datastore,
      folder: of.folder,
      network: of.network,
      resourcePool: of.resourcePool,
      madeBy: undefined,
    });

  async function isFoundByAll(
    environment: Environment,
    of: TemplateSpec,
    key: string,
    sha256?: string,
  ): Promise<void> {
    const [problem, ...more] = await previewed(environment, of);
    assert.deepEqual([problem?.path, more], [key, []]);
    const [finding] = await preflighted({ ...environment, template: of }, "ova");
    assert.deepEqual(
      [finding?.severity, finding?.path, finding?.seen, finding?.expected],
      ["failure", key, problem?.found, problem?.expected],
    );
    if (sha256 === undefined) return;
    await assert.rejects(imported(environment, of, sha256), (error: Error) => {
      assert.ok(
        error.message.startsWith(`${key}: ${problem?.found ?? ""}; expected: ${problem?.expected ?? ""}`),
      );
      return true;
    });
  }

  it("that is not there, without a checksum, is the same finding of preview and preflight", async () => {
    const absent = { ...template, ova: join(directory, "nope.ova") };
    await isFoundByAll({ objects: whole, machines: [] }, absent, "tkg-edge:template.ova");
  });

  it("of another checksum is the same finding of preview and preflight", async () => {
    const other = { ...template, sha256: "f".repeat(64) };
    await isFoundByAll({ objects: whole, machines: [] }, other, "tkg-edge:template.sha256");
  });

  it("that a template at its place does not record is the same finding of preview, preflight and import", async () => {
    const by = { ...thisProcess(), by: "tkg-edge/edge", since: new Date().toISOString() };
    const machines = [{ ...vmTemplate, annotation: templateNotes("d".repeat(64), by) }];
    const sha256 = (await factsOf({ objects: whole }).ova(template.ova).sha256()) ?? "";
    await isFoundByAll({ objects: whole, machines }, template, "tkg-edge:template.name", sha256);
  });

  it("that is of another TKr is found by a preflight as by the import", async () => {
    const properties = { ...vmTemplate.image!, version: "v1.24.10+x-ac20b3" };
    const [finding] = await preflighted({ objects: whole, machines: [], template, ova: properties }, "ova");
    const images = await factsOf({ objects: whole })
      .managementCluster({ kubeconfig: "k", context: "c" })
      .osImagesOf(site.tkrVersion, site);
    const wanted = { ova: template.ova, tkrVersion: site.tkrVersion, os: site.os, isPending: false };
    assert.equal(finding?.severity, "failure");
    assert.deepEqual(finding, ovaFit(wanted, { ...properties, networks: [] }, images));
  });

  it("that is whole and of the TKr is found so", async () => {
    const environment = { objects: whole, machines: [] };
    assert.deepEqual(await previewed(environment, template), []);
    const [finding] = await preflighted({ ...environment, template }, "ova");
    assert.equal(finding?.severity, "ok", JSON.stringify(finding));
  });

  it("that is cut short is the same finding of preview, preflight and import", async () => {
    truncateSync(template.ova, 20_000);
    await isFoundByAll({ objects: whole, machines: [] }, template, "tkg-edge:template.ova", "a".repeat(64));
  });
});
