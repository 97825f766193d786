/** TLS servers on loopback that remember what clients sent them, and authorities that sign their certificates. */
import { randomBytes, webcrypto } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 24 * 3600 * 1000;
const serialNumber = () => `01${randomBytes(15).toString("hex")}`;

export interface Authority {
  readonly file: string;
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** Writes `<directory>/<name>.pem`. */
export async function authority(directory: string, name: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm: ecdsa,
    notBefore: new Date(Date.now() - 900 * day),
    notAfter: new Date(Date.now() + 900 * day),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${name}.pem`);
  writeFileSync(file, certificate.toString("pem"));
  return { file, certificate, keys };
}

export interface TlsServer {
  /** `host:port` */
  readonly server: string;
  /** SHA-1, as vSphere tools write it. */
  readonly thumbprint: string;
  /** What clients sent after the handshake. */
  readonly received: () => string;
  readonly close: () => Promise<void>;
}

interface TlsServerOptions {
  readonly address?: string;
  readonly daysLeft?: number;
  readonly daysUntil?: number;
  readonly silent?: boolean;
}

/**
 * A server at 127.0.0.1, valid for 100 days and since 400 by default. It answers nothing.
 * @param address that the certificate is for
 * @param silent keeps connections open after a request; else they are closed
 */
export async function tlsServer(
  signer: Authority,
  { address = "127.0.0.1", daysLeft = 100, daysUntil = -400, silent = false }: TlsServerOptions = {},
): Promise<TlsServer> {
  const keys = await webcrypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: ["vcenter.example"] }],
    issuer: signer.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: signer.keys.privateKey,
    signingAlgorithm: ecdsa,
    notBefore: new Date(Date.now() + daysUntil * day),
    notAfter: new Date(Date.now() + daysLeft * day),
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "ip", value: address }])],
  });
  const raw = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  const chunks: Buffer[] = [];
  const open = new Set<Socket>();
  const server = createServer(
    { cert: certificate.toString("pem"), key: x509.PemConverter.encode(raw, "PRIVATE KEY") },
    (socket) => {
      socket.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if (!silent) socket.destroy();
      });
      socket.on("error", () => undefined);
    },
  );
  server.on("connection", (socket: Socket) => open.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const digest = Buffer.from(await certificate.getThumbprint("SHA-1"))
    .toString("hex")
    .toUpperCase();
  return {
    server: `127.0.0.1:${port}`,
    thumbprint: (digest.match(/../g) ?? []).join(":"),
    received: () => Buffer.concat(chunks).toString("utf8"),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of open) socket.destroy();
      }),
  };
}
