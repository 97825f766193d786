/** Everything there is on the management cluster and in vCenter, with its version: to prove that nothing was changed. */
import type { Sandbox } from "../../../sandbox/sandbox.js";
import type { LiveApis } from "./live-apis.js";
import { connect } from "./tiny-site.js";

/** Kinds that change by themselves, and views of other objects. */
const notCompared = /^(leases|events|componentstatuses|apiservices|endpointslices|endpoints)$/;

export interface EveryObject {
  /** `resource namespace/name resourceVersion`, sorted. */
  readonly objects: readonly string[];
  /** Types, ids and paths, sorted. */
  readonly inventory: readonly string[];
}

interface Listed {
  readonly items?: readonly {
    readonly metadata: {
      readonly name: string;
      readonly namespace?: string;
      readonly resourceVersion?: string;
    };
  }[];
}

/** Reads the API server directly: kubectl takes many seconds for a hundred kinds. */
export async function everyObject(sandbox: Sandbox, apis: LiveApis): Promise<EveryObject> {
  const client = connect(sandbox);
  const { groups } = (await client.request("GET", "/apis")) as {
    readonly groups: readonly { readonly preferredVersion: { readonly groupVersion: string } }[];
  };
  const roots = [
    "/api/v1",
    ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`),
  ];
  const listsOf = async (root: string): Promise<readonly string[]> => {
    const { resources } = (await client.request("GET", root)) as {
      readonly resources: readonly { readonly name: string; readonly verbs: readonly string[] }[];
    };
    return resources
      .filter(({ name, verbs }) => verbs.includes("list") && !name.includes("/") && !notCompared.test(name))
      .map(({ name }) => `${root}/${name}`);
  };
  const paths = (await Promise.all(roots.map(listsOf))).flat();
  const lists = await Promise.all(
    paths.map(async (path) => {
      const { items = [] } = (await client.request("GET", path)) as Listed;
      return items.map(
        ({ metadata: { name, namespace = "", resourceVersion = "" } }) =>
          `${path} ${namespace}/${name} ${resourceVersion}`,
      );
    }),
  );
  const inventory = (await apis.govc(["find", "-l", "-I", "/"])).split("\n").filter(Boolean);
  return { objects: lists.flat().sort(), inventory: inventory.sort() };
}
