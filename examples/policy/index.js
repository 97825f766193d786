// A policy pack of your own: the policies of production.yaml, and a rule that no policy file can express. Pulumi loads it by `require`.
"use strict";
const { join } = require("node:path");
const { policyPack } = require("tkg-edge-policy");

const endpoint = "tkg.tanzu.vmware.com/cluster-controlplane-endpoint";

policyPack({
  name: "our-policies",
  file: join(__dirname, "production.yaml"),
  rules: [
    {
      name: "endpointRange",
      description: "Endpoints are in the range that is routed to the shops.",
      // enforcement: "advisory" makes it a warning; sites: "tier=production" restricts it to some.
      judge: (site, cluster) => {
        // A Cluster that tkg-edge did not make may have none.
        const address = cluster.metadata.annotations?.[endpoint];
        if (address === undefined || address.startsWith("10.20.")) return [];
        const path = "tkg-edge:site.controlPlaneEndpoint";
        return [{ path, found: address, expected: `an address of 10.20.0.0/16 for ${site.name}` }];
      },
    },
  ],
});
