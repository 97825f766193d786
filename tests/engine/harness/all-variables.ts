/**
 * A site that sets every variable of the ClusterClass that has a key, with values of each documented shape.
 */
import type { Tree } from "./stack-settings.js";

/** Keys of `tkg-edge:site` beyond those of the vendor page's example. */
export const everyVariable: Tree = {
  auditLogging: true,
  imageRepositoryTlsVerify: false,
  machine: {
    numCPUs: 2,
    memoryMiB: 8192,
    diskGiB: 40,
    customVMXKeys: { "tools.guest.desktop.autolock": "true" },
  },
  node: {
    labels: { site: "0042", "node.kubernetes.io/rack": "a" },
    nameservers: ["127.0.0.53"],
    searchDomains: ["edge.example.com"],
  },
  variables: {
    additionalFQDN: ["api.edge.example.com"],
    additionalImageRegistries: [
      { host: "r.example.com:5000/x", skipTlsVerify: false, caCert: "TFMwdExTMD0=" },
    ],
    apiServerExtraArgs: { "event-ttl": "2h" },
    apiServerPort: 8443,
    controlPlaneCertificateRotation: { activate: true, daysBefore: 30 },
    controlPlaneKubeletExtraArgs: { "max-pods": "200" },
    customTDNFRepository: { certificate: "TFMwdExTMD0=" },
    etcdExtraArgs: { "heartbeat-interval": "300" },
    eventRateLimitConf: "a2luZDogeA==",
    kubeControllerManagerExtraArgs: { v: "2" },
    kubeSchedulerExtraArgs: { v: "2" },
    kubeVipLoadBalancerProvider: true,
    network: {
      ipv6Primary: false,
      addressesFromPools: [{ apiGroup: "ipam.cluster.x-k8s.io", kind: "InClusterIPPool", name: "edge" }],
    },
    ntpServers: ["ntp.example.com"],
    pci: { controlPlane: { devices: [{ vendorId: 4318, deviceId: 7864 }], hardwareVersion: "vmx-17" } },
    podSecurityStandard: {
      deactivated: false,
      enforce: "",
      audit: "baseline",
      warn: "restricted",
      enforceVersion: "v1.24",
      auditVersion: "v1.24",
      warnVersion: "v1.24",
      exemptions: { namespaces: ["edge-system"] },
    },
    proxy: {
      httpProxy: "http://proxy.example.com:3128",
      httpsProxy: "http://proxy.example.com:3128",
      noProxy: ["127.0.0.0/8"],
      systemWide: true,
    },
    tlsCipherSuites: "TLS_AES_128_GCM_SHA256",
    vipNetworkInterface: "eth0",
  },
};
