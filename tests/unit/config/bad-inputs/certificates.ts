/** SSH keys, CAs and thumbprints. */
import { exampleCa, expiredCa } from "../../example-ca.js";
import { bad, base64, privateKey, type BadInput } from "./bad-input.js";

export const certificates: readonly BadInput[] = [
  bad(
    "site.sshAuthorizedKeys",
    ["ssh-rsa AAAA\nssh-rsa BBBB"],
    "this has several lines",
    "site.sshAuthorizedKeys[0]",
  ),
  bad(
    "site.sshAuthorizedKeys",
    ["AAAAB3NzaC1yc2E= me"],
    "one authorised public SSH key",
    "site.sshAuthorizedKeys[0]",
  ),
  bad(
    "site.sshAuthorizedKeys",
    ["ssh-ed25519 AAAAB3NzaC1yc2E= me"],
    'what follows "ssh-ed25519" is not a key of that type',
    "site.sshAuthorizedKeys[0]",
  ),
  bad(
    "site.sshAuthorizedKeys",
    ["ssh-dss AAAAB3NzaC1kc3M= me"],
    "no longer accepts DSA",
    "site.sshAuthorizedKeys[0]",
  ),
  bad(
    "site.sshAuthorizedKeys",
    ["ssh-rsa AAAAB3[...]tyaw== me"],
    "cut short, as the vendor's page",
    "site.sshAuthorizedKeys[0]",
  ),
  bad("site.sshAuthorizedKeys", [privateKey], "this is a private key", "site.sshAuthorizedKeys[0]"),
  bad(
    "site.sshAuthorizedKeys",
    ["ssh-rsa AAAAB3NzaC1yc2E= a", "ssh-rsa AAAAB3NzaC1yc2E= b"],
    "each key once",
    "site.sshAuthorizedKeys[1]",
  ),
  bad("site.trustedCa.imageRepository", "AAAA", "base64, but not of a PEM certificate"),
  bad("site.trustedCa.imageRepository", "-----BEGIN CERTIFICATE-----\nMIIB", "this is the PEM text itself"),
  bad("site.trustedCa.imageRepository", exampleCa.slice(0, 400), "base64, but not of a PEM certificate"),
  bad(
    "site.trustedCa.imageRepository",
    base64("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"),
    "its content is no certificate",
  ),
  bad("site.trustedCa.imageRepository", expiredCa, "CN=expired example CA expired on"),
  bad("site.trustedCa.imageRepository", "LS0tL[...]0tLQo=", "cut short, as the vendor's page"),
  bad("site.trustedCa.imageRepository", base64(privateKey), "this holds a private key"),
  bad("site.trustedCa.registry", exampleCa, "one of the documented keys"),
  bad(
    "connection.vcenter.thumbprint",
    Array(32).fill("AB").join(":"),
    "this is a SHA-256 one; get the right one with: openssl",
  ),
  bad(
    "connection.vcenter.thumbprint",
    "47F5838E5D36001122334455667772 5A".replace(" ", "") + "897D29E5",
    "with colons: 47:F5:83:8E",
  ),
  bad("connection.vcenter.thumbprint", "47:F5", "20 pairs of hex digits"),
  bad("connection.vcenter.thumbprint", 47, "a SHA-1 thumbprint, in quotes"),
  bad("connection.vcenter.thumbprint", undefined, "a thumbprint or a caFile", "connection.vcenter"),
  bad("connection.vcenter.insecure", true, "one of them: insecure means"),
  bad("site.trustedCa.imageRepository", "", "a PEM certificate in base64"),
];
