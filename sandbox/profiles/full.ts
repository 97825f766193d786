// The full profile: Cluster API core, kubeadm bootstrap, kubeadm control plane and the vSphere provider are real.
//
// They run outside the cluster. Their Services are of type ExternalName with a loopback address, which the API server
// resolves for webhooks and conversions without any cluster network; the sandbox's authority takes cert-manager's place.
import type { PlanInput } from "../processes.js";
import { isRecord } from "../stand-ins/runtime/objects.js";
import { caBundle, providerComponents, type Manifest } from "../vendor-objects.js";
import type { ProfileParts } from "./profile.js";
import { hostOf, layCertificates, providerOf, providerProcess, providers, webhookPort } from "./providers.js";

export const full: ProfileParts = {
  services: providers.map(({ service }) => `${service.name}.${service.namespace}.svc`),
  adaptDefinition: withConversion,
  async objects(input) {
    const components = await Promise.all(
      providers.map((provider) => providerComponents(provider.components)),
    );
    const configurations = components
      .flat()
      .filter(
        ({ kind }) => kind === "MutatingWebhookConfiguration" || kind === "ValidatingWebhookConfiguration",
      );
    return [...services(input), ...configurations.map((object) => withAddresses(object, input))];
  },
  processes(input) {
    layCertificates(input);
    return providers.map((provider) => providerProcess(provider, input));
  },
};

function services({ block }: PlanInput): Manifest[] {
  return providers.map((provider) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: provider.service,
    spec: { type: "ExternalName", externalName: hostOf(provider, block) },
  }));
}

/** A definition whose conversion webhook, if it has one, is the provider's own. */
function withConversion(definition: Manifest, input: PlanInput): Manifest {
  const spec = definition.spec as Record<string, unknown>;
  const conversion = isRecord(spec.conversion) ? spec.conversion : {};
  const webhook = isRecord(conversion.webhook) ? conversion.webhook : undefined;
  const plain = withoutCertManager(definition);
  if (!webhook) return plain;
  const clientConfig = adaptClient(webhook.clientConfig, input);
  return {
    ...plain,
    spec: { ...spec, conversion: { ...conversion, webhook: { ...webhook, clientConfig } } },
  };
}

/** A webhook configuration that reaches the provider. */
function withAddresses(configuration: Manifest, input: PlanInput): Manifest {
  const webhooks = Array.isArray(configuration.webhooks) ? configuration.webhooks.filter(isRecord) : [];
  return {
    ...withoutCertManager(configuration),
    webhooks: webhooks.map((webhook) => ({
      ...webhook,
      clientConfig: adaptClient(webhook.clientConfig, input),
    })),
  };
}

function adaptClient(client: unknown, input: PlanInput): Record<string, unknown> {
  const service = isRecord(client) && isRecord(client.service) ? client.service : {};
  const provider = providerOf(String(service.name));
  return {
    service: { ...service, port: webhookPort(provider, input.block) },
    caBundle: caBundle(input.pki.ca),
  };
}

function withoutCertManager(object: Manifest): Manifest {
  const { "cert-manager.io/inject-ca-from": _, ...annotations } = object.metadata.annotations ?? {};
  return { ...object, metadata: { ...object.metadata, annotations } };
}
