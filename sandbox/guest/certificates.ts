// Certificates that kubeadm would issue inside the node, from the authorities that the bootstrap data carries.
// In: a certificate authority as PEM. Out: leaf certificates as PEM.
import "reflect-metadata";
import { createPrivateKey, randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";
import type { KeyPair } from "./user-data.js";

/** Content of a certificate. */
export interface Subject {
  readonly commonName: string;
  readonly organization?: string;
  /** DNS names and IP addresses. */
  readonly names?: readonly string[];
  readonly usage: "server" | "client" | "both";
}

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const year = 365 * 24 * 3600 * 1000;

/** Issues a certificate with a fresh P-256 key, valid for a year from an hour ago. */
export async function issueCertificate(authority: KeyPair, subject: Subject): Promise<KeyPair> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const keys = await webcrypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
  const now = Date.now();
  const organization = subject.organization ? [{ O: [subject.organization] }] : [];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `01${randomBytes(15).toString("hex")}`,
    subject: [...organization, { CN: [subject.commonName] }],
    issuer: issuer.subject,
    notBefore: new Date(now - 3600 * 1000),
    notAfter: new Date(now + year),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension(usages(subject.usage)),
      new x509.SubjectAlternativeNameExtension(
        (subject.names ?? []).map((value) => ({
          type: isIP(value) ? ("ip" as const) : ("dns" as const),
          value,
        })),
      ),
    ],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  return { certificate: certificate.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
}

function usages(usage: Subject["usage"]): string[] {
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;
  if (usage === "both") return [serverAuth, clientAuth];
  return usage === "server" ? [serverAuth] : [clientAuth];
}

/** Reads a private key in any PEM form (the kubeadm control plane writes RSA in PKCS#1) for signing. */
async function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const key = createPrivateKey(pem);
  const algorithm = key.asymmetricKeyType === "rsa" ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } : ecdsa;
  const der = key.export({ format: "der", type: "pkcs8" });
  return webcrypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
}
