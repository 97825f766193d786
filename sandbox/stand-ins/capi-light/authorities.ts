// The certificate authorities and keys that the kubeadm control plane provider makes for a new cluster.
// In: nothing. Out: PEM texts, in Secrets of the shape that Cluster API gives them.
import "reflect-metadata";
import { generateKeyPairSync, randomBytes, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { ownerReferenceTo, type KubeObject } from "../runtime/objects.js";
import type { Secret } from "../runtime/resources.js";
import { clusterNameLabel, type Cluster } from "./kinds.js";

/** PEM texts under the keys that the Secret has. */
export interface Material {
  readonly certificate: string;
  readonly key: string;
}

/** Purpose (suffix of the Secret's name) -> material. `sa` is a bare key pair. */
export type Authorities = Readonly<Record<"ca" | "etcd" | "proxy" | "sa", Material>>;

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const tenYears = 10 * 365 * 24 * 3600 * 1000;

/** Makes all four. */
export async function makeAuthorities(): Promise<Authorities> {
  const [ca, etcd, proxy] = await Promise.all(["kubernetes", "etcd-ca", "front-proxy-ca"].map(makeAuthority));
  if (!ca || !etcd || !proxy) throw new Error("an authority is missing");
  const pair = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  return { ca, etcd, proxy, sa: { certificate: pair.publicKey, key: pair.privateKey } };
}

async function makeAuthority(commonName: string): Promise<Material> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: `01${randomBytes(15).toString("hex")}`,
    name: [{ CN: [commonName] }],
    notBefore: new Date(now - 3600 * 1000),
    notAfter: new Date(now + tenYears),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign | x509.KeyUsageFlags.digitalSignature,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { certificate: certificate.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
}

/** A Secret of Cluster API's own type, owned by `owner`, e.g. `<cluster>-ca`. */
export function clusterSecret(
  cluster: Cluster,
  suffix: string,
  owner: KubeObject,
  data: Record<string, string>,
): Secret {
  const { name, namespace = "default" } = cluster.metadata;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: `${name}-${suffix}`,
      namespace,
      labels: { [clusterNameLabel]: name },
      ownerReferences: [ownerReferenceTo(owner, { controller: true, blockOwnerDeletion: true })],
    },
    type: "cluster.x-k8s.io/secret",
    data: Object.fromEntries(
      Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
    ),
  };
}

/** The material of a Secret made by {@link clusterSecret}. @throws Error when a key is missing. */
export function materialOf(secret: Secret): Material {
  const read = (key: string) => {
    const value = secret.data?.[key];
    if (value === undefined) throw new Error(`Secret ${secret.metadata.name} has no ${key}`);
    return Buffer.from(value, "base64").toString("utf8");
  };
  return { certificate: read("tls.crt"), key: read("tls.key") };
}
