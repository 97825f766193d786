/**
 * Whose fault a failed request is, from the texts of kubectl, govc and imgpkg (Go's, in all three) and from the errors of
 * Node. The one place that reads such texts: its callers decide what a cause means for a key of the stack.
 */

/** On this machine, whatever server the request was for. */
export type LocalCause =
  "tool-missing" | "disk-full" | "file-missing" | "file-forbidden" | "file-unusable" | "connecting-forbidden";

export type FailureCause =
  | LocalCause
  | "proxy-unreachable"
  | "proxy-login"
  | "proxy-refuses"
  | "certificate-expired"
  | "certificate-not-yet-valid"
  | "certificate-of-other-name"
  | "certificate-not-pinned"
  | "certificate-untrusted"
  | "no-tls"
  | "unknown-host"
  | "refused"
  | "unreachable"
  | "no-answer"
  | "broken-off"
  | "rate-limited"
  | "login-refused"
  | "forbidden"
  | "not-found"
  | "other-platform"
  | "server-error";

const localCauses: readonly FailureCause[] = [
  "tool-missing",
  "disk-full",
  "file-missing",
  "file-forbidden",
  "file-unusable",
  "connecting-forbidden",
] satisfies readonly LocalCause[];

export function isLocal(cause: FailureCause | undefined): cause is LocalCause {
  return cause !== undefined && localCauses.includes(cause);
}

const outages: readonly (FailureCause | undefined)[] = [
  ...(["unknown-host", "refused", "unreachable", "no-answer", "broken-off", "server-error"] as const),
  "proxy-unreachable",
];

/** Whether a server, or the way to it, was out of order: the same request may succeed at another time. */
export const isOutage = (cause: FailureCause | undefined): boolean => outages.includes(cause);

/** Go's form of an error of the file system: what was done, to which path. Node's has its code before it. */
const fileOperation =
  "(?:open|openat|create|write|read|mkdir|mkdirat|mkdirtemp|stat|lstat|rename|remove|unlink|unlinkat|link|symlink|chmod|chown|" +
  "truncate|sync|close|readdirent|copy_file_range|fork/exec)";
const fileError = (errors: string) => new RegExp(`\\b${fileOperation} \\S.*?: (?:${errors})`, "i");
const nodeFileError = (codes: string) =>
  new RegExp(
    `\\b(?:${codes}): [^,\\n]*, (?:open|mkdtemp|mkdir|scandir|write|read|stat|lstat|rename|rm|unlink|copyfile|fsync)\\b`,
  );

/** In this order: what is local and what is on the way hide what lies behind them. */
const texts: readonly (readonly [FailureCause, readonly RegExp[]])[] = [
  ["tool-missing", [/ is not on the PATH/, /executable file not found in \$PATH/]],
  ["disk-full", [fileError("no space left on device|disk quota exceeded"), /\b(?:ENOSPC|EDQUOT): /]],
  ["file-missing", [fileError("no such file or directory"), nodeFileError("ENOENT|ENOTDIR")]],
  ["file-forbidden", [fileError("permission denied|operation not permitted"), nodeFileError("EACCES|EPERM")]],
  [
    "file-unusable",
    [
      fileError(
        "read-only file system|too many open files|file name too long|not a directory|input/output error",
      ),
      nodeFileError("EROFS|EMFILE|ENFILE|ENAMETOOLONG|EIO"),
    ],
  ],
  [
    "connecting-forbidden",
    [/\bconnect: (?:permission denied|operation not permitted)/, /\bconnect E(?:ACCES|PERM)\b/],
  ],
  [
    "proxy-login",
    [
      /Proxy Authentication Required/i,
      /the proxy answers 407\b/,
      /socks.*(?:authentication failed|username\/password)/i,
    ],
  ],
  [
    "proxy-unreachable",
    [
      /\bproxyconnect tcp: /,
      /\bsocks connect tcp \S+: /,
      /the proxy cannot be used: /,
      /is not the address of a proxy/,
    ],
  ],
  [
    "proxy-refuses",
    // Go gives a proxy's refusal as the words of its status alone; a server's has the number with it.
    [
      /the proxy answers \d/,
      /": (?:Forbidden|Bad Gateway|Service Unavailable|Gateway Timeout|Not Found|Bad Request)\s*(?:$|\n|;)/,
    ],
  ],
  [
    "certificate-not-yet-valid",
    [/current time \S+ is before /, /CERT_NOT_YET_VALID|certificate is not yet valid/],
  ],
  ["certificate-expired", [/certificate has expired/i, /CERT_HAS_EXPIRED/]],
  [
    "certificate-of-other-name",
    [
      /x509: certificate is (?:valid for|not valid for any names)/,
      /x509: cannot validate certificate for /,
      /x509: certificate relies on legacy Common Name/,
      /ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate's altnames/,
    ],
  ],
  ["certificate-not-pinned", [/thumbprint does not match/i]],
  [
    "certificate-untrusted",
    [
      /x509: |failed to verify certificate|tls: bad certificate/i,
      /SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)/,
    ],
  ],
  [
    "no-tls",
    [
      /server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/,
      /ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)|ssl3_get_record:wrong version number/,
    ],
  ],
  [
    "rate-limited",
    [/TOOMANYREQUESTS|TooManyRequests|\b429 Too Many Requests|status code:? 429\b|\bHTTP 429\b/],
  ],
  [
    "unknown-host",
    [
      /no such host|server misbehaving|Temporary failure in name resolution/,
      /dial tcp: lookup \S+/,
      /ENOTFOUND|EAI_AGAIN/,
    ],
  ],
  ["refused", [/connection refused|was refused - did you specify/, /ECONNREFUSED/]],
  ["unreachable", [/no route to host|network is (?:unreachable|down)|host is down/, /E(?:HOST|NET)UNREACH/]],
  [
    "no-answer",
    [
      /i\/o timeout|TLS handshake timeout|connection timed out|context deadline exceeded|Client\.Timeout exceeded/,
      /\/v2\/": (?:EOF|.*connection reset|.*broken pipe)/,
      /timeout awaiting response headers|ETIMEDOUT|no answer (?:from|to) \S+ within/,
    ],
  ],
  [
    "login-refused",
    [
      /\bUNAUTHORIZED\b|\b401 Unauthorized|status code:? 401\b|\bHTTP 401\b/,
      /\(Unauthorized\)|asked for the client to provide credentials/,
    ],
  ],
  [
    "forbidden",
    [
      /\bDENIED\b|\b403 Forbidden|status code:? 403\b|\bHTTP 403\b/,
      /requested access to the resource is denied|Error from server \(Forbidden\)/,
    ],
  ],
  ["other-platform", [/no child with platform/]],
  ["not-found", [/MANIFEST_UNKNOWN|NAME_UNKNOWN|\b404 Not Found|status code:? 404\b|\bHTTP 404\b/]],
  [
    "server-error",
    [
      /\b5\d\d (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Timeout)|status code:? 5\d\d\b|\bHTTP 5\d\d\b/,
    ],
  ],
  [
    "broken-off",
    [
      /unexpected EOF|\bEOF\b|connection reset|broken pipe|closed the connection|ECONNRESET|EPIPE|socket hang up/,
      /error verifying \w+ checksum|digest .*(?:mismatch|does not match)|stream error/,
    ],
  ],
];

/** @returns undefined where the text names no cause that is known */
export function failureCause(text: string): FailureCause | undefined {
  // imgpkg breaks the line where an error wraps another.
  const unbroken = text.replace(/:\s*\n\s*/g, ": ");
  return texts.find(([, patterns]) => patterns.some((pattern) => pattern.test(unbroken)))?.[0];
}

/** The same for an error of Node, which has more to it than its message. */
export function causeOfError(error: unknown): FailureCause | undefined {
  if (!(error instanceof Error)) return failureCause(String(error));
  const { code } = error as NodeJS.ErrnoException;
  return failureCause(`${code ?? ""} ${error.message}`);
}
