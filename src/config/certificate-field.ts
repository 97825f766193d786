/** The CAs that a node trusts, as TKG's `trust` variable takes them: base64 of PEM, in one line. */
import { X509Certificate } from "node:crypto";
import { judged } from "./fields.js";

const expectation = "a PEM certificate in base64, in one line (base64 -w0 < ca.pem)";

/** Base64 of one or more PEM certificates, none of them expired. */
export const base64Pem = judged(expectation, (value) => certificateProblem(value, new Date()));

/** What is wrong with a text that should be base64 of PEM certificates; undefined when nothing is. */
export function certificateProblem(value: string, now: Date): string | undefined {
  if (value.includes("-----BEGIN")) return `${expectation}; this is the PEM text itself`;
  if (value.includes("[...]")) return `${expectation}; this one is cut short, as the vendor's page prints it`;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return expectation;
  const pem = Buffer.from(value, "base64").toString("latin1");
  if (pem.includes("PRIVATE KEY"))
    return `${expectation}; this holds a private key, which must not leave its owner`;
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
  if (!blocks) return `${expectation}; this is base64, but not of a PEM certificate`;
  return blocks.map((block) => blockProblem(block, now)).find((problem) => problem !== undefined);
}

function blockProblem(block: string, now: Date): string | undefined {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(block);
  } catch {
    return `${expectation}; this is PEM, but its content is no certificate (is it cut short?)`;
  }
  const name = certificate.subject.replaceAll("\n", ", ");
  if (new Date(certificate.validTo) < now)
    return `a valid certificate; ${name} expired on ${certificate.validTo}`;
  if (new Date(certificate.validFrom) > now) {
    return `a valid certificate; ${name} is valid from ${certificate.validFrom} only`;
  }
  return undefined;
}
