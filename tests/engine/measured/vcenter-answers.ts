/** B, template resolver: what it answers about the credentials, the vCenter and the template that a Cluster names. */
import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { connect as tlsConnect } from "node:tls";
import { variable } from "../harness/page-cluster.js";
import { tiny125 } from "../harness/tiny-site.js";
import { refused, type Bench, type Change } from "./bench.js";
import type { Case, Row } from "./row.js";

const v = 'admission webhook "tkr-vsphere-resolver-webhook.tanzu.vmware.com" denied the request: ';
const loginFailure = `${v}failed to login to vSphere: cannot login to vc: ServerFaultCode: Login failure`;

/** A Cluster that is refused in these words, with code 403, which clients such as Pulumi take for a Forbidden. */
function refusal(
  title: string,
  change: (bench: Bench) => Change | Promise<Change>,
  expected: (bench: Bench) => string | RegExp,
  name?: string,
): Case {
  return {
    title,
    async run(bench) {
      const cluster = await bench.cluster(await change(bench), name);
      const { code } = await refused(bench.dryRun(cluster), expected(bench));
      assert.equal(code, 403);
    },
  };
}

const unchanged = (): Change => () => undefined;
const vcenter =
  (field: string, value: string): Change =>
  (cluster) =>
    Object.assign(variable(cluster, "vcenter").value as object, { [field]: value });

export const vcenterAnswers: readonly Row[] = [
  {
    label: "B: Secret missing",
    cases: [
      refusal(
        "is reported by name",
        unchanged,
        () => `${v}could not get secret for key: default/no-secret: Secret "no-secret" not found`,
        "no-secret",
      ),
    ],
  },
  {
    label: "B: wrong password",
    cases: [
      refusal("is a login failure", unchanged, () => loginFailure, "wrong-password"),
      refusal("so is the literal <encoded:…>", unchanged, () => loginFailure, "encoded-password"),
    ],
  },
  {
    label: "B: template missing",
    cases: [
      refusal(
        "(it is in another datacenter): requests an upload",
        () => vcenter("datacenter", "/dc1"),
        () =>
          `${v}unable to find VM Template associated with OVA Version ${tiny125}-ac20b3. Please upload at least one VM Template to continue`,
      ),
    ],
  },
  {
    label: "B: VM imported but not a template",
    cases: [
      refusal(
        "is named, as it can be converted",
        () => (cluster) => {
          cluster.spec.topology.controlPlane.metadata.annotations["run.tanzu.vmware.com/resolve-os-image"] =
            "image-type=ova,os-name=ubuntu";
        },
        () =>
          `${v}unable to find VM Template associated with OVA Version ${tiny125}-87b1b3, but found these VM(s) [/dc0/vm/ubuntu-tiny] that can be used once converted to a VM Template`,
      ),
    ],
  },
  {
    label: "B: datacenter wrong",
    cases: [
      refusal(
        "is not found",
        () => vcenter("datacenter", "/nope"),
        () => `${v}failed to get the datacenter MOID: datacenter '/nope' not found`,
      ),
    ],
  },
  {
    label: "B: vCenter unreachable",
    cases: [
      refusal(
        "is reported in the words of Go's HTTP client",
        () => vcenter("server", "127.0.0.1:1"),
        () =>
          `${v}failed to create vc client: Post "https://127.0.0.1:1/sdk": dial tcp 127.0.0.1:1: connect: connection refused`,
      ),
    ],
  },
  {
    label: "B: thumbprint wrong",
    cases: [
      refusal(
        "does not match",
        () => vcenter("tlsThumbprint", "AA:BB:CC"),
        ({
          sandbox: {
            vcenter: { server },
          },
        }) =>
          `${v}failed to create vc client: Post "https://${server}/sdk": host "${server}" thumbprint does not match "AA:BB:CC"`,
      ),
      refusal(
        "nor does the right SHA-256 one",
        async ({ sandbox }) => vcenter("tlsThumbprint", await sha256Thumbprint(sandbox.vcenter.server)),
        ({
          sandbox: {
            vcenter: { server },
          },
        }) =>
          new RegExp(
            `^${v}failed to create vc client: Post "https://${server}/sdk": host "${server}" thumbprint does not match "[0-9A-F:]{95}"$`,
          ),
      ),
    ],
  },
  {
    label: "F.4: Secret without a password",
    cases: [refusal("is a login failure", unchanged, () => loginFailure, "no-password")],
  },
  {
    label: "F.4: name of an identity's Secret is empty",
    cases: [
      refusal(
        "is not found",
        () => (cluster) =>
          cluster.spec.topology.variables.push({ name: "identityRef", value: { kind: "Secret", name: "" } }),
        () => `${v}could not get secret for key: default/: Secret "" not found`,
      ),
    ],
  },
  {
    label: "F.4: forms of the server",
    cases: [
      ...["", "/", "/sdk"].map((behind): Case => ({
        title: `https:// before it and "${behind}" behind it are admitted`,
        async run(bench) {
          const server = `https://${bench.sandbox.vcenter.server}${behind}`;
          await bench.dryRun(await bench.cluster(vcenter("server", server)));
        },
      })),
      refusal(
        "a space in it is no host name",
        () => vcenter("server", "a b"),
        () => `${v}failed to parse vc host: parse "https://a b": invalid character " " in host name`,
      ),
    ],
  },
  {
    label: "F.4: datacenter as a pattern",
    cases: [
      refusal(
        "is refused where several match",
        () => vcenter("datacenter", "*"),
        () => `${v}failed to get the datacenter MOID: path '*' resolves to multiple datacenters`,
      ),
    ],
  },
];

/** What a person reads off `openssl x509 -fingerprint -sha256`. */
async function sha256Thumbprint(server: string): Promise<string> {
  const [host = "", port = ""] = server.split(":");
  const certificate = await new Promise<X509Certificate>((resolve, reject) => {
    const socket = tlsConnect({ host, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(new X509Certificate(socket.getPeerCertificate().raw));
      socket.end();
    });
    socket.once("error", reject);
  });
  const hex = createHash("sha256").update(certificate.raw).digest("hex").toUpperCase();
  return hex.match(/../g)?.join(":") ?? "";
}
