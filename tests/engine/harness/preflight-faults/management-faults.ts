/** What can be wrong with the tools and the management cluster. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../wait.js";
import { wayInto, writeWayIn } from "../ways-in.js";
import {
  create,
  deadController,
  pausedCluster,
  siteOnly,
  switchFaults,
  tkr,
  type PreflightFault,
  type Scene,
  type Undo,
} from "./scene.js";

const oldTool =
  (tool: string, output: string) =>
  ({ tools }: Scene): Undo => {
    const file = join(tools, tool);
    writeFileSync(file, `#!/bin/sh\necho '${output}'\n`, { mode: 0o755 });
    return () => {
      rmSync(file);
    };
  };

const withoutRights = (tools: string): string => join(tools, "login-without-rights");

const annotateClass = async ({ apis }: Scene, value: string): Promise<void> => {
  const annotation = `run.tanzu.vmware.com/resolve-tkr${value}`;
  await apis.kubectl(["annotate", "--overwrite", "clusterclass", "tkg-vsphere-default-v1.0.0", annotation]);
};

const touch = async ({ apis }: Scene): Promise<void> => {
  await apis.kubectl(["annotate", "--overwrite", tkr, `touched=${Date.now()}`]);
};

const compatible =
  ({ apis }: Scene, status: string) =>
  async () =>
    (await apis.kubectl(["get", tkr, "-o", "json"])).includes(
      `"status": "${status}",\n                "type": "Compatible"`,
    );

export const managementFaults: readonly PreflightFault[] = [
  {
    title: "an imgpkg that is too old",
    check: "tool-imgpkg",
    make: oldTool("imgpkg", "imgpkg version 0.12.0"),
    texts: [/imgpkg 0\.12\.0/, /or newer/],
  },
  {
    title: "a govc that is too old",
    check: "tool-govc",
    make: oldTool("govc", "govc 0.20.0"),
    texts: [/govc 0\.20\.0/],
  },
  {
    title: "a kubectl that is too old",
    check: "tool-kubectl",
    make: oldTool("kubectl", '{"clientVersion": {"gitVersion": "v1.19.3"}}'),
    texts: [/kubectl 1\.19\.3/],
  },
  {
    title: "a pulumi that is too old",
    check: "tool-pulumi",
    make: oldTool("pulumi", "v3.100.0"),
    texts: [/pulumi 3\.100\.0/],
  },
  {
    title: "a context that the kubeconfig does not have",
    check: "management-reachable",
    overrides: () => ({ connection: { managementCluster: { context: "nope" } } }),
    texts: [/context "nope"/, /connection\.managementCluster/],
  },
  {
    title: "a login without rights",
    check: "management-rights",
    // The administrator may act as any user; this one has no role.
    make: ({ sandbox, tools }) => {
      const way = wayInto(sandbox);
      const kubeconfig = withoutRights(tools);
      writeWayIn(kubeconfig, { ...way, user: { ...way.user, as: "nobody" } });
      return () => {
        rmSync(kubeconfig);
      };
    },
    overrides: ({ tools }) => ({ connection: { managementCluster: { kubeconfig: withoutRights(tools) } } }),
    texts: [/may not list namespaces in the whole cluster/, /may not create secrets in namespace default/],
  },
  {
    title: "a management cluster of an older TKG",
    check: "tkg-version",
    make: create(({ endpoint }) =>
      pausedCluster(
        "tkg-mgmt",
        "tkg-system",
        {
          labels: { "cluster-role.tkg.tanzu.vmware.com/management": "" },
          annotations: { TKGVERSION: "v2.1.0" },
        },
        endpoint,
      ),
    ),
    texts: [/TKG 2\.1\.0/, /TKG 2\.2\.0/],
  },
  {
    title: "a controller that does not run",
    check: "controllers",
    make: deadController,
    texts: [/capv-controller-manager has no available replica/, /virtual machines/],
  },
  {
    title: "a Secret of the site's name that others made",
    check: "ownership",
    make: create(() => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "workload-snc", namespace: "default" },
    })),
    texts: [/Secret default\/workload-snc exists and was not created by this stack/, /site\.adopt: true/],
  },
  {
    title: "a TKr that another stack installed",
    check: "ownership",
    overrides: () => ({ management: { tkr: { version: "v1.24.10+vmware.1-tiny.1-tkg.1" } } }),
    make: create(() => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "tkg-compatibility-versions-v1.24.10---vmware.1-tiny.1-tkg.1",
        namespace: "tkg-system",
        annotations: { "tkg-edge/made-by": "tkg-edge/management" },
      },
    })),
    texts: [/which the stack tkg-edge\/management installed/, /site\.from\.management/],
  },
  {
    title: "a ClusterClass that does not exist",
    check: "cluster-class",
    overrides: () => ({ site: { className: "tkg-vsphere-default-v9.9.9" } }),
    texts: [/no ClusterClass default\/tkg-vsphere-default-v9\.9\.9/, /has tkg-vsphere-default-v1\.0\.0/],
  },
  {
    title: "a variable that the ClusterClass does not define",
    check: "class-variables",
    overrides: () => ({ site: { extraVariables: { security: { systemCryptoPolicy: "default" } } } }),
    texts: [
      /tkg-edge:site\.extraVariables\.security/,
      /ClusterClass default\/tkg-vsphere-default-v1\.0\.0 defines no variable security/,
    ],
  },
  {
    title: "a ClusterClass without the guard",
    check: "class-guard",
    status: "warning",
    overrides: () => siteOnly(),
    make: async (scene) => {
      await annotateClass(scene, "-");
      return () => annotateClass(scene, "=");
    },
    texts: [/has no annotation/, /!tkr\.tanzu\.vmware\.com\/tiny/],
  },
  {
    title: "a TKr that is not installed",
    check: "tkr",
    overrides: () => siteOnly({ tkrVersion: "v1.24.9+vmware.1-tiny.2-tkg.1" }),
    texts: [/"v1\.24\.9\S+", which the management cluster does not have/, /kubectl get tkr/],
  },
  {
    title: "a TKr that is not compatible",
    check: "tkr",
    overrides: () => siteOnly(),
    make: async (scene) => {
      const undo = switchFaults({ tkrIncompatible: true })(scene);
      await touch(scene);
      await eventually("the TKr to be incompatible", compatible(scene, "False"));
      return async () => {
        await undo();
        await touch(scene);
        await eventually("the TKr to be compatible", compatible(scene, "True"));
      };
    },
    texts: [/Compatible=False/],
  },
  {
    title: "an OS image that is gone",
    check: "os-image",
    overrides: () => siteOnly({ os: "ubuntu" }),
    make: async ({ apis }) => {
      const image = JSON.parse(
        await apis.kubectl(["get", "osimage", "v1.25.7---vmware.1-tiny.2-tkg.1-87b1b3", "-o", "json"]),
      ) as { metadata: { resourceVersion?: string; uid?: string } };
      await apis.kubectl(["delete", "osimage", "v1.25.7---vmware.1-tiny.2-tkg.1-87b1b3"]);
      return async () => {
        delete image.metadata.resourceVersion;
        delete image.metadata.uid;
        await apis.kubectl(["create", "-f", "-"], { input: JSON.stringify(image) });
      };
    },
    texts: [/"ubuntu", for which TKr \S+ has 0 OS images/, /exactly one/],
  },
];
