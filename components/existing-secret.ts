import { CustomResource, type CustomResourceOptions, type ID, type Input, type Output } from "@pulumi/pulumi";

/**
 * A Secret that others made, read and not managed. `Secret.get` of the SDK reads it without saying what it is by name,
 * and the provider then records it otherwise than a refresh does: every refresh after an `up` would report a change.
 */
export class ExistingSecret extends CustomResource {
  /** Values in base64, secret. */
  declare readonly data: Output<Record<string, string>>;

  /** @param id of the object, `namespace/name`; unknown until the object is there */
  constructor(
    name: string,
    secret: { readonly name: string; readonly namespace: string; readonly id: Input<ID> },
    opts: CustomResourceOptions,
  ) {
    super(
      "kubernetes:core/v1:Secret",
      name,
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: secret.name, namespace: secret.namespace },
        data: undefined,
      },
      { ...opts, id: secret.id, additionalSecretOutputs: ["data"] },
    );
  }
}
