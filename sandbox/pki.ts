// The certificates of a sandbox: one authority for everything that is served or logged in with, and a second one for
// the front proxy, so that a client certificate can never pass for the aggregator.
//
// In: an address block. Out: files in <sandbox>/pki (keys mode 0600), and the authority's certificate as <sandbox>/ca.pem.
import { createHash, randomBytes, webcrypto, X509Certificate } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { addressesOf } from "./addresses.js";

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const hour = 3600 * 1000;
/** Longer than any sandbox lives. */
const lifetime = 366 * 24 * hour;

/** A certificate to issue. */
interface Leaf {
  readonly file: string;
  readonly commonName: string;
  readonly organization?: string;
  /** DNS names and IP addresses. */
  readonly names?: readonly string[];
  readonly usages: readonly ("server" | "client")[];
}

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** Paths of a certificate and its key. */
export interface KeyPairFiles {
  readonly certificate: string;
  readonly key: string;
}

/** All files of the PKI; every path is absolute. */
export interface PkiFiles {
  readonly ca: string;
  /** The authority's own key, for those who issue more certificates (real controllers' webhooks). */
  readonly caKey: string;
  readonly frontProxyCa: string;
  readonly apiServer: KeyPairFiles;
  readonly etcd: KeyPairFiles;
  readonly etcdClient: KeyPairFiles;
  readonly registry: KeyPairFiles;
  readonly vcenter: KeyPairFiles;
  /** Stand-ins' webhooks and every controller that is reached through a Service of the cluster. */
  readonly webhooks: KeyPairFiles;
  readonly admin: KeyPairFiles;
  readonly frontProxyClient: KeyPairFiles;
  /** Signs service account tokens; `certificate` is the public key. */
  readonly serviceAccount: KeyPairFiles;
}

/**
 * Where the files of a sandbox are.
 * @param directory Absolute path of the sandbox.
 */
export function pkiFiles(directory: string): PkiFiles {
  const file = (name: string): string => join(directory, "pki", name);
  const pair = (name: string): KeyPairFiles => ({
    certificate: file(`${name}.crt`),
    key: file(`${name}.key`),
  });
  return {
    ca: file("ca.crt"),
    caKey: file("ca.key"),
    frontProxyCa: file("front-proxy-ca.crt"),
    apiServer: pair("apiserver"),
    etcd: pair("etcd"),
    etcdClient: pair("etcd-client"),
    registry: pair("registry"),
    vcenter: pair("vcenter"),
    webhooks: pair("webhooks"),
    admin: pair("admin"),
    frontProxyClient: pair("front-proxy-client"),
    serviceAccount: pair("service-account"),
  };
}

/** Creates all certificates.
 * @param directory Absolute path of the sandbox.
 * @param services DNS names `<service>.<namespace>.svc` that certificates of webhooks must carry.
 */
export async function createPki(
  directory: string,
  block: string,
  services: readonly string[],
): Promise<PkiFiles> {
  const files = pkiFiles(directory);
  mkdirSync(join(directory, "pki"), { recursive: true, mode: 0o700 });
  const [ca, frontProxyCa] = await Promise.all([
    createAuthority("tkg-edge sandbox CA"),
    createAuthority("tkg-edge sandbox front proxy CA"),
  ]);
  writeFileSync(files.ca, ca.certificate.toString("pem"));
  await writeKey(files.caKey, ca.keys.privateKey);
  writeFileSync(files.frontProxyCa, frontProxyCa.certificate.toString("pem"));
  copyFileSync(files.ca, join(directory, "ca.pem"));
  await Promise.all([
    ...leaves(block, services).map((leaf) => issue(directory, ca, leaf)),
    issue(directory, frontProxyCa, {
      file: "front-proxy-client",
      commonName: "front-proxy-client",
      usages: ["client"],
    }),
    createServiceAccountKey(files.serviceAccount),
  ]);
  return files;
}

function leaves(block: string, services: readonly string[]): Leaf[] {
  const at = addressesOf(block);
  const client = ["client"] as const;
  const server = ["server"] as const;
  return [
    {
      file: "apiserver",
      commonName: "kube-apiserver",
      names: [
        at.apiServer.host,
        "127.0.0.1",
        "localhost",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        // The first address of the service range, under which pods would reach it.
        "10.96.0.1",
      ],
      usages: server,
    },
    { file: "etcd", commonName: "etcd", names: [at.etcd.host], usages: ["server", "client"] },
    { file: "etcd-client", commonName: "kube-apiserver-etcd-client", usages: client },
    { file: "registry", commonName: "registry", names: [at.registry.host], usages: server },
    { file: "vcenter", commonName: "vcenter", names: [at.vcenter.host], usages: server },
    {
      file: "webhooks",
      commonName: "webhooks",
      names: [at.webhooks.host, "localhost", ...services],
      usages: server,
    },
    { file: "admin", commonName: "tkg-mgmt-admin", organization: "system:masters", usages: client },
  ];
}

async function createAuthority(name: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm: ecdsa,
    ...validity(),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, keys };
}

async function issue(directory: string, authority: Authority, leaf: Leaf): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
  const organization = leaf.organization === undefined ? [] : [{ O: [leaf.organization] }];
  const names = (leaf.names ?? []).map((value) => ({
    type: isIP(value) ? ("ip" as const) : ("dns" as const),
    value,
  }));
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [...organization, { CN: [leaf.commonName] }],
    issuer: authority.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: ecdsa,
    ...validity(),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(
        leaf.usages.map((usage) => (usage === "server" ? serverAuth : clientAuth)),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  writeFileSync(join(directory, "pki", `${leaf.file}.crt`), certificate.toString("pem"));
  await writeKey(join(directory, "pki", `${leaf.file}.key`), keys.privateKey);
}

async function createServiceAccountKey(files: KeyPairFiles): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
  const publicKey = await webcrypto.subtle.exportKey("spki", keys.publicKey);
  writeFileSync(files.certificate, x509.PemConverter.encode(publicKey, "PUBLIC KEY"));
  await writeKey(files.key, keys.privateKey);
}

async function writeKey(file: string, key: webcrypto.CryptoKey): Promise<void> {
  const raw = await webcrypto.subtle.exportKey("pkcs8", key);
  writeFileSync(file, x509.PemConverter.encode(raw, "PRIVATE KEY"), { mode: 0o600 });
}

function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - hour), notAfter: new Date(now + lifetime) };
}

function serialNumber(): string {
  // A leading 01 keeps the number positive and of one length.
  return `01${randomBytes(15).toString("hex")}`;
}

/**
 * The SHA-1 thumbprint of a certificate as vSphere tools write it: "47:F5:…".
 * @param file PEM
 */
export function thumbprint(file: string): string {
  const certificate = new X509Certificate(readFileSync(file));
  const digest = createHash("sha1").update(certificate.raw).digest("hex").toUpperCase();
  return (digest.match(/../g) ?? []).join(":");
}
