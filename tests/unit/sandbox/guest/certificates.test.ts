import assert from "node:assert/strict";
import { X509Certificate, createPrivateKey, createPublicKey } from "node:crypto";
import { issueCertificate } from "../../../../sandbox/guest/certificates.js";
import { makeAuthorities, type Authorities } from "../../../../sandbox/stand-ins/capi-light/authorities.js";

describe("certificates of a guest", () => {
  let authorities: Authorities;
  before(async () => {
    authorities = await makeAuthorities();
  });

  it("are issued by the cluster's own authority for the endpoint's address", async () => {
    const { ca, etcd } = authorities;
    const issued = await issueCertificate(ca, {
      commonName: "kube-apiserver",
      names: ["127.66.3.50", "kubernetes.default.svc"],
      usage: "server",
    });
    const certificate = new X509Certificate(issued.certificate);
    const authority = new X509Certificate(ca.certificate);
    assert.ok(authority.ca);
    assert.ok(certificate.verify(authority.publicKey));
    assert.ok(!certificate.verify(new X509Certificate(etcd.certificate).publicKey));
    assert.equal(certificate.checkIP("127.66.3.50"), "127.66.3.50");
    assert.equal(certificate.checkHost("kubernetes.default.svc"), "kubernetes.default.svc");
    assert.ok(certificate.checkPrivateKey(createPrivateKey(issued.key)));
  });

  it("can be issued with the RSA keys in PKCS#1 form that the kubeadm control plane makes", async () => {
    const { ca, sa } = authorities;
    const privateKey = sa.key;
    assert.match(privateKey, /^-----BEGIN RSA PRIVATE KEY-----/);
    const client = {
      commonName: "kubernetes-admin",
      organization: "system:masters",
      usage: "client",
    } as const;
    const issued = await issueCertificate({ certificate: ca.certificate, key: privateKey }, client);
    const certificate = new X509Certificate(issued.certificate);
    assert.ok(certificate.verify(createPublicKey(createPrivateKey(privateKey))));
    assert.match(certificate.subject, /O=system:masters/);
  });
});
