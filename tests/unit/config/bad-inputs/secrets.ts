/** Secrets in the wrong place: no output may hold them. */
import { bad, base64, marker, type BadInput } from "./bad-input.js";

export const secrets: readonly BadInput[] = [
  bad("connection.vcenter.password", marker, "one of the documented keys"),
  bad(
    "connection.registry",
    { host: "r.example.com", password: marker },
    "one of the documented keys",
    "connection.registry.password",
  ),
  bad("site.imageRepository", `https://user:${marker}@r.example.com/tkg`, 'without "https://"'),
  bad("site.imageRepository", `user:${marker}@r.example.com/tkg`, "without digest or user"),
  bad("connection.vcenter.server", `administrator:${marker}@vc.example.com`, "a host name or address"),
  bad("connection.vcenter", { password: marker }, "a host name", "connection.vcenter.server"),
  bad(
    "site.variables.proxy",
    { httpProxy: `proxy://u:${marker}@p`, httpsProxy: "http://p" },
    "the URL of a proxy",
    "site.variables.proxy.httpProxy",
  ),
  bad("site.machine.memoryMiB", `<encoded:${base64(marker)}>`, "a whole number"),
];
