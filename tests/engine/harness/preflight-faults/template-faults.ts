import { join } from "node:path";
import { rebuildInputsAnnotation } from "../../../../src/manifests/rebuild.js";
import { provideStandardTkr } from "../standard-tkr.js";
import { create, pausedCluster, siteOnly, tkr, type PreflightFault } from "./scene.js";

const standard = "v1.25.7+vmware.2-tkg.1";

/** A template that came into being by hand: not converted, or with a disk that is too large. */
export const templateFaults: readonly PreflightFault[] = [
  {
    title: "a machine of the right OVA that is not a template",
    check: "template",
    overrides: () => siteOnly({ os: "ubuntu" }),
    make: async ({ sandbox, apis }) => {
      const file = join(sandbox.directory, "ova", "ubuntu-2004-kube-v1.25.7+vmware.1-tiny.2.ova");
      const place = ["-ds", "sharedVmfs-0", "-pool", "/dc0/host/cluster0/Resources", "-folder", "/dc0/vm"];
      await apis.govc(["import.ova", ...place, "-name", "by-hand", file]);
      return () => undefined;
    },
    texts: [/\/dc0\/vm\/by-hand fits, but is no template: govc vm\.markastemplate/],
  },
  {
    title: "a template whose disk is larger than the node's",
    check: "template-disk",
    overrides: () => siteOnly({ os: "ubuntu" }),
    make: async ({ apis }) => {
      await apis.govc(["vm.disk.change", "-vm", "by-hand", "-size", "40G"]);
      await apis.govc(["vm.markastemplate", "by-hand"]);
      return () => undefined;
    },
    texts: [/machine\.diskGiB\n20\n/, /at least 40, the disk of the template \/dc0\/vm\/by-hand/],
  },
  {
    title: "a running Cluster whose version cannot be compared with the one to roll to",
    check: "version-change",
    overrides: () => siteOnly({ kind: "standard", tkrVersion: standard, versionChange: "roll" }),
    make: async (scene) => {
      await provideStandardTkr(scene.apis, scene.tools, standard);
      const recorded = JSON.stringify({ v: 1, tkrVersion: "v1.24.10+vmware.1-tkg.1" });
      const annotations = { [rebuildInputsAnnotation]: recorded };
      return create(() => pausedCluster("workload-snc", "default", { annotations }, "127.10.0.9"))(scene);
    },
    texts: [
      /site\.tkrVersion\n"v1\.25\.7\+vmware\.2-tkg\.1", and Cluster default\/workload-snc runs no known version/,
    ],
  },
  {
    title: "a container network that the TKr does not offer",
    check: "cni-package",
    overrides: () => siteOnly({ cni: "calico" }),
    make: async ({ apis }) => {
      const packages = JSON.stringify([{ name: "antrea.tanzu.vmware.com.1.9.0+vmware.1-tkg.1-advanced" }]);
      await apis.kubectl([
        "patch",
        tkr,
        "--type=merge",
        "-p",
        `{"spec": {"bootstrapPackages": ${packages}}}`,
      ]);
      return () => undefined;
    },
    texts: [/offers no package for calico/],
  },
];
