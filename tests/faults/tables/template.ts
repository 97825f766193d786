/** Faults while a datacenter gets the VM template of a Tiny OVA: of vCenter, and of the OVA file. */
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect, installTkr } from "../../engine/harness/tiny-site.js";
import type { Rule } from "../harness/fault-proxy.js";
import type { FaultRow, FaultTable } from "../harness/fault-rows.js";
import type { FaultScene } from "../harness/fault-scene.js";
import { paddingBytes, writeOva } from "../harness/test-ova.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";
const otherVersion = "v1.24.10+vmware.1-tiny.1-tkg.1";

const ova = (scene: FaultScene): string => join(scene.directory, "photon.ova");
const otherOva = (scene: FaultScene): string => join(scene.directory, "photon-of-another-tkr.ova");

/** A template of a row's own, so that each row has something to import. */
const named = (name: string) => () => ({ template: { name } });

/** Takes the templates of the rows before away: one that is there is used, whatever its name. */
async function noTemplate({ apis }: FaultScene): Promise<void> {
  const rest = (await apis.vmPaths()).filter((path) => path.startsWith("/dc0/vm/"));
  for (const path of rest) await apis.govc(["vm.destroy", path]);
}

/** Half of the disk arrives; from then on vCenter does not answer. */
const downInTheMiddle: () => Rule = () => {
  let down = false;
  return ({ path }) => {
    if (down) return { kind: "drop" };
    if (!path.startsWith("/nfc/")) return { kind: "pass" };
    down = true;
    return { kind: "break", afterBytes: paddingBytes / 2, then: "drop" };
  };
};

const rows: readonly FaultRow[] = [
  {
    title: "vCenter goes down in the middle of the upload",
    settings: named("down-in-the-middle"),
    prepare: noTemplate,
    inject: ({ vcenter }) => {
      vcenter.rule = downInTheMiddle();
    },
    texts: [/tkg-edge:connection\.vcenter\.server/, /Run the same command again/],
    finally: onlyTheTemplate("down-in-the-middle"),
  },
  {
    title: "vCenter refuses the login",
    command: "preview",
    fixedByNext: true,
    inject: (scene) => {
      scene.faults({ vcenterLoginFails: true });
    },
    texts: [/tkg-edge:vcenterPassword/],
  },
  {
    title: "vCenter is down",
    command: "preview",
    fixedByNext: true,
    inject: ({ vcenter }) => {
      vcenter.rule = () => ({ kind: "drop" });
    },
    texts: [/tkg-edge:connection\.vcenter\.server/],
  },
  {
    title: "vCenter accepts connections and stays silent",
    command: "preview",
    environment: { TKG_EDGE_ANSWER_SECONDS: "12" },
    inject: ({ vcenter }) => {
      vcenter.rule = () => ({ kind: "hold" });
    },
    fixedByNext: true,
    texts: [/tkg-edge:connection\.vcenter\.server/, /no answer from vCenter \S+ .* within 12 s/],
  },
  {
    title: "the datastore is full",
    settings: named("datastore-full"),
    prepare: noTemplate,
    inject: (scene) => {
      scene.faults({ datastoreFull: true });
    },
    texts: [/tkg-edge:template\.datastore/],
    finally: onlyTheTemplate("datastore-full"),
  },
  {
    title: "the OVA is cut short",
    command: "preview",
    settings: named("cut-short"),
    prepare: noTemplate,
    inject: (scene) => {
      truncateSync(ova(scene), statSync(ova(scene)).size - paddingBytes / 2);
    },
    repair: async (scene) => {
      await writeOva(ova(scene), version);
    },
    texts: [/tkg-edge:template\.ova/, /cut short/],
  },
  {
    title: "a disk inside the OVA is damaged",
    command: "preview",
    settings: named("damaged"),
    prepare: noTemplate,
    inject: (scene) => {
      const content = readFileSync(ova(scene));
      // In the padding of the disk, before the two empty blocks at the archive's end.
      const at = content.length - 4096;
      content.writeUInt8(content.readUInt8(at) ^ 1, at);
      writeFileSync(ova(scene), content);
    },
    repair: async (scene) => {
      await writeOva(ova(scene), version);
    },
    texts: [/tkg-edge:template\.ova/, /is damaged: the SHA256 of photon-\S+-disk1\.vmdk is/],
  },
  {
    title: "the OVA has another checksum",
    command: "preview",
    settings: () => ({ template: { name: "checksum", sha256: "0".repeat(64) } }),
    inject: () => undefined,
    repair: (_scene, stack) => {
      stack.configure({ template: { sha256: undefined } });
    },
    texts: [/tkg-edge:template\.sha256/],
  },
  {
    title: "the OVA's vApp version is that of another TKr",
    settings: named("wrong-version"),
    prepare: noTemplate,
    inject: (scene) => {
      copyFileSync(otherOva(scene), ova(scene));
    },
    repair: async (scene) => {
      await writeOva(ova(scene), version);
    },
    texts: [/tkg-edge:template\.ova/, /VERSION/],
  },
];

/** Asserts that the import left one template and no unfinished VM. */
function onlyTheTemplate(name: string): (scene: FaultScene) => Promise<void> {
  return async ({ apis }) => {
    const paths = (await apis.vmPaths()).filter((path) => path.includes(`/${name}`));
    if (paths.join() !== `/dc0/vm/${name}`) throw new Error(`there are ${paths.join(", ")}`);
    const { config } = await apis.vm(`/dc0/vm/${name}`);
    if (!config.template) throw new Error(`/dc0/vm/${name} is no template`);
  };
}

export const templateTable: FaultTable = {
  name: "template",
  settings: (scene) => ({
    management: undefined,
    site: undefined,
    template: { ova: ova(scene), tkrVersion: version },
  }),
  prepare: async (scene) => {
    await Promise.all([writeOva(ova(scene), version), writeOva(otherOva(scene), otherVersion)]);
    await installTkr(connect(scene.sandbox), scene.sandbox, version);
  },
  rows,
};
