/** Keys of the vendor's default file: cases of our own. Each is mapped, or reported with the reason. */
import assert from "node:assert/strict";
import { readFlatFile } from "../../../../src/config/flat-file/sections.js";

describe("keys that the vendor's default file has", () => {
  const mapped: readonly (readonly [string, string, unknown])[] = [
    ["NTP_SERVERS: t.example.com", "variables", { ntpServers: ["t.example.com"] }],
    ["CLUSTER_API_SERVER_PORT: 8443", "variables", { apiServerPort: 8443 }],
    ["ENABLE_AUDIT_LOGGING: true", "auditLogging", true],
    ["CNI: calico", "cni", "calico"],
    ["NAMESPACE: shops", "namespace", "shops"],
    ["OS_NAME: ubuntu", "os", "ubuntu"],
    ["VSPHERE_CONTROL_PLANE_DISK_GIB: 60", "machine", { diskGiB: 60 }],
    ["VSPHERE_CLONE_MODE: linkedClone", "placement", { cloneMode: "linkedClone" }],
    ["CONTROL_PLANE_NODE_SEARCH_DOMAINS: a.example.com", "node", { searchDomains: ["a.example.com"] }],
    ["VSPHERE_CONTROL_PLANE_CUSTOM_VMX_KEYS: a.b=c", "machine", { customVMXKeys: { "a.b": "c" } }],
  ];
  for (const [line, key, expected] of mapped) {
    it(`are mapped: ${line}`, () => {
      const { site, problems } = readFlatFile(line, "f");
      assert.deepEqual(problems, []);
      assert.deepEqual(site[key], expected);
    });
  }

  const others: readonly (readonly [string, RegExp])[] = [
    ["AVI_CONTROLLER: avi.example.com", /AVI_CONTROLLER is ignored: .*NSX Advanced Load Balancer/],
    ["AUTOSCALER_MAX_NODES_TOTAL: 5", /AUTOSCALER_MAX_NODES_TOTAL is ignored/],
    ["AZURE_LOCATION: west", /AZURE_LOCATION is ignored: .*another infrastructure/],
    ["LDAP_HOST: l.example.com", /LDAP_HOST is ignored/],
    ["MHC_UNKNOWN_STATUS_TIMEOUT: 5m", /MHC_UNKNOWN_STATUS_TIMEOUT is ignored: .*only node/],
    ["WORKER_MACHINE_COUNT_2: 1", /WORKER_MACHINE_COUNT_2/],
    ["OCI_REGION: x", /OCI_REGION is ignored/],
    ["NSXT_POD_ROUTING_ENABLED: false", /NSXT_POD_ROUTING_ENABLED/],
    ["ANTREA_EGRESS: true", /ANTREA_EGRESS is ignored: .*AntreaConfig/],
    ["OIDC_IDENTITY_PROVIDER_CLIENT_SECRET: Hidden", /OIDC_IDENTITY_PROVIDER_CLIENT_SECRET is ignored/],
  ];
  for (const [line, expected] of others) {
    it(`are reported with the reason: ${line.slice(0, line.indexOf(":"))}`, () => {
      const { site, problems, notes } = readFlatFile(line, "f");
      const texts = [...problems.map(({ path, expected: text }) => `${path}: ${text}`), ...notes].join("\n");
      assert.match(texts, expected);
      assert.doesNotMatch(texts, /Hidden/);
      const { placement, ...rest } = site;
      assert.deepEqual([placement ?? {}, rest], [{}, {}]);
    });
  }
});
