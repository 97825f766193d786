/**
 * The certificate that a server shows, read in a TLS handshake of our own in which nothing is sent: an unknown server gets
 * neither a user name nor a password before its certificate has been judged.
 */
import { isIP } from "node:net";
import { connect, rootCertificates, type TLSSocket } from "node:tls";
import { readCaFile } from "./ca-file.js";
import { hostAndPort, routeTo } from "./proxy.js";
import { tunnelTo } from "./tunnel.js";

export interface ServerCertificate {
  /** SHA-1, upper case, colon separated, as TKG pins it. */
  readonly thumbprint: string;
  /** Common name, or what else the subject has. */
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** Why it is not verified by the authorities given; undefined where it is. */
  readonly untrusted?: string;
}

/** How a server is to be verified. With both, both must be right. */
export interface Verification {
  /** SHA-1 that the certificate must have. */
  readonly thumbprint?: string | undefined;
  /** PEM file with the authority that must have signed it, in addition to those of the system. */
  readonly caFile?: string | undefined;
  /** Whether it is verified at all. */
  readonly insecure?: boolean | undefined;
}

/** A certificate that is not the one expected. */
export type CertificateFault =
  | { readonly kind: "thumbprint"; readonly actual: ServerCertificate }
  | { readonly kind: "authority"; readonly actual: ServerCertificate; readonly reason: string };

/** The authorities by which a certificate is judged. @default - those that Node brings */
export interface Authorities {
  /** PEM file of one more. */
  readonly caFile?: string | undefined;
  /** PEM texts, in place of those that Node brings. */
  readonly pem?: readonly string[] | undefined;
}

const handshakeSeconds = 10;

/** How long a verified server may leave a request without a byte of an answer. */
const silenceSeconds = 20;

/** None where nothing is judged by them: reading those that Node brings takes longer than all else at a preview. */
export function authoritiesFor({ thumbprint, caFile, insecure }: Verification): Authorities {
  return caFile === undefined && (thumbprint !== undefined || insecure === true) ? { pem: [] } : { caFile };
}

/**
 * @param server `host[:port]`
 * @throws Error with the system's own words when nobody answers or the file cannot be read
 */
export async function readServerCertificate(
  server: string,
  authorities: Authorities = {},
  defaultPort = 443,
): Promise<ServerCertificate> {
  const socket = await shakeHands(server, authorities, defaultPort);
  try {
    return describe(socket);
  } finally {
    socket.destroy();
  }
}

/** What is wrong with a certificate; undefined where it is the one expected, or need not be. */
export function certificateFault(
  actual: ServerCertificate,
  { thumbprint, caFile, insecure }: Verification,
): CertificateFault | undefined {
  if (thumbprint !== undefined && thumbprint.toUpperCase() !== actual.thumbprint) {
    return { kind: "thumbprint", actual };
  }
  if (thumbprint !== undefined && caFile === undefined) return undefined;
  if (insecure === true && caFile === undefined) return undefined;
  return actual.untrusted === undefined ? undefined : { kind: "authority", actual, reason: actual.untrusted };
}

/**
 * A connection to a server whose certificate is the one expected. It ends with an error when the server stays silent: the
 * `timeout` of a request is not applied to a connection that is made beforehand.
 * @throws Error otherwise; nothing was sent then
 */
export async function connectVerified(
  server: string,
  verification: Verification,
  { defaultPort = 443, silence = silenceSeconds }: { defaultPort?: number; silence?: number } = {},
): Promise<TLSSocket> {
  const socket = await shakeHands(server, authoritiesFor(verification), defaultPort);
  if (certificateFault(describe(socket), verification) !== undefined) {
    socket.destroy();
    throw new Error(`the certificate of ${server} is not the one expected`);
  }
  socket.setTimeout(silence * 1000, () => {
    socket.destroy(new Error(`${server} accepted the connection and sent no answer within ${silence} s`));
  });
  return socket;
}

async function shakeHands(
  server: string,
  { caFile, pem }: Authorities,
  defaultPort: number,
): Promise<TLSSocket> {
  if (caFile === undefined) return shakeHandsWith(server, pem && [...pem], defaultPort);
  const own = (await readCaFile(caFile)).toString("utf8");
  if (pem !== undefined) return shakeHandsWith(server, [...pem, own], defaultPort);
  // The one named first, and alone: reading the hundred that Node brings takes longer than the handshake.
  const socket = await shakeHandsWith(server, [own], defaultPort);
  if (socket.authorized) return socket;
  socket.destroy();
  return shakeHandsWith(server, [...rootCertificates, own], defaultPort);
}

async function shakeHandsWith(
  server: string,
  ca: string[] | undefined,
  defaultPort: number,
): Promise<TLSSocket> {
  const { host, port } = hostAndPort(server, defaultPort);
  const route = routeTo(host, port);
  const tunnel = await tunnelTo(host, port, route, handshakeSeconds * 1000);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      ...(tunnel && { socket: tunnel }),
      // SNI takes a name, never an address.
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca && { ca }),
      // Judged below, once it is known what it shows.
      rejectUnauthorized: false,
    });
    socket.setTimeout(handshakeSeconds * 1000);
    const fail = (error: Error) => {
      socket.destroy();
      if (route.shown !== "directly") error.message += ` (reached ${route.shown})`;
      reject(error);
    };
    const late = () => {
      fail(new Error(`no answer from ${host}:${port} within ${handshakeSeconds} s`));
    };
    socket.once("secureConnect", () => {
      socket.setTimeout(0).off("error", fail).off("timeout", late);
      resolve(socket);
    });
    socket.once("error", fail);
    socket.once("timeout", late);
    socket.once("close", () => {
      fail(new Error(`${host}:${port} closed the connection during the TLS handshake`));
    });
  });
}

function describe(socket: TLSSocket): ServerCertificate {
  const certificate = socket.getPeerCertificate();
  const { subject, issuer, fingerprint, valid_from: validFrom, valid_to: validTo } = certificate;
  const name = (of: { readonly CN?: string | string[]; readonly O?: string | string[] }) =>
    [of.CN ?? of.O ?? "(no name)"].flat().join(", ");
  // A text where Node judged, though its type is Error.
  const error: unknown = socket.authorizationError;
  return {
    thumbprint: fingerprint.toUpperCase(),
    subject: name(subject),
    issuer: name(issuer),
    validFrom: new Date(validFrom),
    validTo: new Date(validTo),
    ...(socket.authorized ? {} : { untrusted: error instanceof Error ? error.message : String(error) }),
  };
}
