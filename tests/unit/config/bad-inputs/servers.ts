/** Servers, registries and proxies. */
import { bad, type BadInput } from "./bad-input.js";

export const servers: readonly BadInput[] = [
  bad("connection.vcenter.server", "https://vc.example.com/sdk", 'without "https://"'),
  bad("connection.vcenter.server", "vc.example.com/sdk", "a host name or address"),
  bad("connection.vcenter.server", "", "a host name or address"),
  bad("connection.managementCluster.context", "  ", "the name of a context"),
  bad(
    "connection.managementCluster",
    undefined,
    "kubeconfig and context of the management cluster, which tkg-edge:management needs",
  ),
  bad(
    "connection.registry",
    { host: "https://r.example.com/tkg" },
    'without "https://"',
    "connection.registry.host",
  ),
  bad(
    "connection.registry",
    { host: "r.example.com/tkg", username: "u" },
    "the password of connection.registry.username",
    "registryPassword",
  ),
  bad("site.imageRepository", "r.example.com/tkg:v1", "without tag"),
  bad("site.imageRepository", "r.example.com/tkg/", 'without "/" at the end'),
  bad("site.imageRepository", "r.example.com/TKG", "paths are lower case"),
  bad("management.tkr.bundle", "r.example.com/b@sha256:00", "without digest"),
  bad(
    "site.variables.proxy",
    { httpProxy: "proxy:3128", httpsProxy: "http://proxy:3128" },
    "the URL of a proxy",
    "site.variables.proxy.httpProxy",
  ),
  bad(
    "site.variables.proxy",
    { httpProxy: "http://proxy:3128" },
    "the URL of a proxy",
    "site.variables.proxy.httpsProxy",
  ),
  bad(
    "site.variables.additionalImageRegistries",
    [{ host: "r.example.com", cert: "x" }],
    'did you mean "caCert"?',
    "site.variables.additionalImageRegistries[0].cert",
  ),
];
