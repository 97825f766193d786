/**
 * Stands in for the controllers of add-on configs (AntreaConfig, CalicoConfig, VSphereCPIConfig, VSphereCSIConfig,
 * KappControllerConfig): a config that a Cluster owns gets its Secret `<cluster>-<package>-data-values`, and names it in
 * its status. Templates in tkg-system have no owner and are left alone.
 */
import { dump } from "js-yaml";
import { clusterOwner } from "./addons/clone.js";
import { dataValues } from "./addons/data-values.js";
import { Controller } from "./runtime/controller.js";
import { isTerminating, keyOf, keyText, parseKey, type ObjectKey } from "./runtime/objects.js";
import { secrets, type Secret } from "./runtime/resources.js";
import type { StandIn, StandInContext } from "./stand-in.js";
import { addonConfigKinds, annotations, clusters, labels } from "./tkg/api.js";

type AddonKind = (typeof addonConfigKinds)[number];

export const addonConfigs: StandIn = {
  name: "stand-in:addon-configs",
  standsInFor: "tanzu-addons-manager of TKG 2.2.0 (add-on config controllers)",
  async start(context) {
    const { informer, log, signal } = context;
    for (const addonKind of addonConfigKinds) {
      const configs = informer(addonKind.config);
      const controller = new Controller({
        name: addonKind.config.kind,
        reconcile: (key) => writeDataValues(context, addonKind, parseKey(key)),
        log,
        signal,
      });
      configs.onChange(({ type, object }) => {
        if (type !== "delete") controller.enqueue(keyText(keyOf(object)));
      });
      informer(clusters).onChange(({ type, object }) => {
        if (type === "delete") return;
        for (const config of configs.list()) {
          const owned = config.metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid);
          if (owned === true) controller.enqueue(keyText(keyOf(config)));
        }
      });
      await configs.synced();
    }
  },
};

async function writeDataValues(
  context: StandInContext,
  { config: kind, addon }: AddonKind,
  key: ObjectKey,
): Promise<undefined> {
  const { client, informer } = context;
  const config = informer(kind).get(key);
  if (config === undefined || isTerminating(config)) return;
  if (config.metadata.annotations?.[annotations.templateConfig] !== undefined) return;
  const owner = config.metadata.ownerReferences?.find(({ kind: ownerKind }) => ownerKind === clusters.kind);
  if (owner === undefined) return;
  const cluster = informer(clusters).get({ namespace: key.namespace, name: owner.name });
  if (cluster === undefined || isTerminating(cluster)) return;
  const name = `${cluster.metadata.name}-${addon}-data-values`;
  const values = Buffer.from(dump(await dataValues(context, addon, config, cluster))).toString("base64");
  const secretKey = { namespace: key.namespace, name };
  // The config has the package's label once the ClusterBootstrap refers to it.
  const packageName = config.metadata.labels?.[labels.addonPackageName];
  const added = {
    [labels.addonClusterName]: cluster.metadata.name,
    ...(packageName !== undefined && { [labels.addonPackageName]: packageName }),
  };
  const existing = await client.get(secrets, secretKey);
  if (existing === undefined) {
    const secret: Secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        ...{ name, namespace: key.namespace ?? "" },
        labels: added,
        ownerReferences: [clusterOwner(cluster)],
      },
      type: "Opaque",
      data: { "values.yaml": values },
    };
    await client.create(secrets, secret);
  } else {
    const metadata = { ...existing.metadata, labels: { ...existing.metadata.labels, ...added } };
    const data = { ...existing.data, "values.yaml": values };
    await client.patch(secrets, existing, { ...existing, metadata, data });
  }
  await client.patch(
    kind,
    config,
    { ...config, status: { ...config.status, secretRef: name } },
    { subresource: "status" },
  );
}
