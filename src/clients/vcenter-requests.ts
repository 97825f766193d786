/** Requests to vCenter that no tool makes for us, on connections whose certificate is verified before anything is sent. */
import { request as httpRequest } from "node:http";
import { connectVerified } from "./server-certificate.js";
import type { VcenterAddress } from "./vcenter.js";

/** Where vCenter is, and how it is verified. */
export type VcenterTrust = Pick<VcenterAddress, "server" | "thumbprint" | "caFile">;

export interface VcenterRequest {
  readonly method: "POST" | "DELETE";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface VcenterAnswer {
  readonly status: number;
  readonly body: string;
  /** The first cookie that was set: `name=value`. */
  readonly cookie?: string | undefined;
}

/** @throws Error when vCenter does not answer, or is not the one expected */
export async function requestVcenter(
  trust: VcenterTrust,
  { method, path, headers, body = "" }: VcenterRequest,
): Promise<VcenterAnswer> {
  const { server, thumbprint, caFile } = trust;
  const insecure = thumbprint === undefined && caFile === undefined;
  const socket = await connectVerified(server, { thumbprint, caFile, insecure });
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        ...{ method, path, createConnection: () => socket },
        headers: {
          host: server,
          "content-length": Buffer.byteLength(body),
          connection: "close",
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString("utf8"),
            cookie: response.headers["set-cookie"]?.[0]?.split(";")[0],
          });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** Calls a method of the SOAP API. @param call the element of the method */
export function callVcenter(trust: VcenterTrust, call: string, cookie?: string): Promise<VcenterAnswer> {
  return requestVcenter(trust, {
    method: "POST",
    path: "/sdk",
    headers: {
      "content-type": "text/xml; charset=utf-8",
      soapaction: "urn:vim25",
      ...(cookie !== undefined && { cookie }),
    },
    body:
      `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">` +
      `<soapenv:Body>${call}</soapenv:Body></soapenv:Envelope>`,
  });
}

/** Ends a session of the SOAP API. */
export const logOut = (trust: VcenterTrust, cookie: string | undefined): Promise<VcenterAnswer> =>
  callVcenter(
    trust,
    `<Logout xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this></Logout>`,
    cookie,
  );
