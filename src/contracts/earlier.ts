/**
 * The environment of a command resource as release 0.1.0 wrote it, a variable for each value. States hold it: a delete right after the
 * upgrade runs with it, and so does everything else until an input changes (src/program/earlier-environments.ts).
 */
type Read = (text: string) => unknown;

const asText: Read = (text) => text;
const asBoolean: Read = (text) => text === "true";

/** Where the value of each variable is in today's input. */
const places: Readonly<Record<string, readonly [place: string, read: Read]>> = {
  TKG_EDGE_KUBECONFIG: ["management.kubeconfig", asText],
  TKG_EDGE_CONTEXT: ["management.context", asText],
  TKG_EDGE_VCENTER_SERVER: ["vcenter.server", asText],
  TKG_EDGE_VCENTER_USERNAME: ["vcenter.username", asText],
  TKG_EDGE_VCENTER_THUMBPRINT: ["vcenter.thumbprint", asText],
  TKG_EDGE_VCENTER_CA_FILE: ["vcenter.caFile", asText],
  TKG_EDGE_REGISTRY_CA_FILE: ["registry.caFile", asText],
  TKG_EDGE_REGISTRY_USERNAME: ["registry.username", asText],
  TKG_EDGE_TKR_VERSION: ["tkrVersion", asText],
  TKG_EDGE_TKR_IS_PENDING: ["tkrIsPending", asBoolean],
  TKG_EDGE_BUNDLE: ["bundle", asText],
  TKG_EDGE_OS: ["os", asText],
  TKG_EDGE_OVA: ["ova", asText],
  TKG_EDGE_OVA_SHA256: ["ovaSha256", asText],
  TKG_EDGE_TEMPLATE_NAME: ["templateName", asText],
  TKG_EDGE_DATACENTER: ["datacenter", asText],
  TKG_EDGE_DATASTORE: ["datastore", asText],
  TKG_EDGE_FOLDER: ["folder", asText],
  TKG_EDGE_NETWORK: ["network", asText],
  TKG_EDGE_RESOURCE_POOL: ["resourcePool", asText],
  TKG_EDGE_CLUSTER_NAME: ["clusterName", asText],
  TKG_EDGE_CLUSTER_NAMESPACE: ["clusterNamespace", asText],
  TKG_EDGE_TIMEOUT_SECONDS: ["timeoutSeconds", Number],
  TKG_EDGE_PACKAGES: ["packages", JSON.parse],
  TKG_EDGE_CLUSTER: ["cluster", JSON.parse],
  TKG_EDGE_ENDPOINT: ["controlPlaneEndpoint", asText],
  TKG_EDGE_API_PORT: ["apiPort", Number],
  TKG_EDGE_OWN_CREDENTIALS: ["ownCredentials", asBoolean],
  TKG_EDGE_BEFORE_REBUILD: ["beforeRebuild", asText],
  TKG_EDGE_BEFORE_REBUILD_SECONDS: ["beforeRebuildSeconds", Number],
};

type Environment = Readonly<Record<string, unknown>>;

/** The variables of an environment that today's input has in its place. */
export const earlierVariables = (environment: Environment): readonly string[] =>
  Object.keys(places).filter((name) => typeof environment[name] === "string");

/** Today's input, not checked yet. An empty variable counts as absent, as it always did. */
export function earlierInput(environment: Environment): Readonly<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  for (const [name, [place, read]] of Object.entries(places)) {
    const text = environment[name];
    if (typeof text !== "string" || text === "") continue;
    const [first = "", second] = place.split(".");
    input[first] = second === undefined ? read(text) : { ...(input[first] as object), [second]: read(text) };
  }
  return input;
}
