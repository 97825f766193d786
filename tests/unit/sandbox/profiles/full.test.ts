import assert from "node:assert/strict";
import type { PlanInput } from "../../../../sandbox/processes.js";
import { full } from "../../../../sandbox/profiles/full.js";
import { hostOf, providerOf, providers, webhookPort } from "../../../../sandbox/profiles/providers.js";
import type { Manifest } from "../../../../sandbox/vendor-objects.js";

/** Below this number the kernel of a usual Linux hands out no ports to clients. */
const firstEphemeralPort = 32_768;

describe("the providers of the full profile", () => {
  it("have ports of their own in every block", () => {
    const ports = Array.from({ length: 255 }, (_, number) =>
      providers.map((provider) => webhookPort(provider, `127.66.${number}`)),
    ).flat();
    assert.equal(new Set(ports).size, 255 * providers.length);
    assert.ok(Math.max(...ports) < firstEphemeralPort);
  });

  it("have addresses of their own in a block", () => {
    const hosts = providers.map((provider) => hostOf(provider, "127.66.3"));
    assert.deepEqual(hosts, ["127.66.3.7", "127.66.3.8", "127.66.3.9", "127.66.3.10"]);
  });

  it("are found by the Service that the vendor's files name", () => {
    assert.equal(providerOf("capv-webhook-service").tool, "capv");
    assert.throws(() => providerOf("other"), /no provider serves other/);
  });
});

describe("a definition in the full profile", () => {
  const input = { block: "127.66.3", pki: { ca: "/dev/null" } } as unknown as PlanInput;
  const definition = (spec: object): Manifest => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "x", annotations: { "cert-manager.io/inject-ca-from": "a/b", kept: "yes" } },
    spec,
  });

  it("keeps all its versions, and its conversion leads to the provider's port", () => {
    const versions = [{ name: "v1alpha4" }, { name: "v1beta1" }];
    const service = { name: "capv-webhook-service", namespace: "capv-system", path: "/convert" };
    const conversion = { strategy: "Webhook", webhook: { clientConfig: { caBundle: "", service } } };
    const adapted = full.adaptDefinition(definition({ versions, conversion }), input);
    const port = webhookPort(providerOf("capv-webhook-service"), "127.66.3");
    assert.deepEqual(adapted.spec, {
      versions,
      conversion: {
        strategy: "Webhook",
        webhook: { clientConfig: { caBundle: "", service: { ...service, port } } },
      },
    });
    assert.deepEqual(adapted.metadata.annotations, { kept: "yes" });
  });

  it("stays without a conversion when it has none", () => {
    const adapted = full.adaptDefinition(definition({ versions: [] }), input);
    assert.deepEqual(adapted.spec, { versions: [] });
  });
});
