/**
 * Calls govc for a stand-in: credentials through the environment only, no session kept on disk, the server's
 * certificate pinned by its SHA-1 thumbprint or not verified.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { toolPath } from "../../toolchain/tools.js";

export interface VcenterLogin {
  /** host or host:port; may be empty. */
  readonly server: string;
  readonly username: string;
  readonly password: string;
  /** SHA-1, colon separated; empty means that the certificate is not verified. */
  readonly thumbprint: string;
}

const sha1ThumbprintLength = "00:".length * 20 - 1;

/** A failure of govc; `message` is the error of vCenter or of the connection. */
export class GovcError extends Error {}

/** Runs one govc command with a login; gives its standard output. */
export type Govc = (...args: string[]) => Promise<string>;

/**
 * Gives `use` a function that runs govc with this login.
 * @throws GovcError when a command fails.
 */
export async function withGovc<T>(
  login: VcenterLogin,
  signal: AbortSignal,
  use: (govc: Govc) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), "stand-in-govc-"));
  try {
    const knownHosts = path.join(directory, "known_hosts");
    const pinned = login.thumbprint !== "";
    // TKG 2.2's client knows SHA-1 only, this govc takes SHA-256 as well: cut to SHA-1's length it fits neither.
    const pin = login.thumbprint.slice(0, sha1ThumbprintLength);
    if (pinned) await writeFile(knownHosts, `${login.server} ${pin}\n`);
    const env = {
      GOVC_URL: `https://${login.server}/sdk`,
      GOVC_USERNAME: login.username,
      GOVC_PASSWORD: login.password,
      GOVC_PERSIST_SESSION: "false",
      ...(pinned ? { GOVC_TLS_KNOWN_HOSTS: knownHosts } : { GOVC_INSECURE: "1" }),
    };
    return await use(async (...args) => {
      const result = await execa(toolPath("govc"), args, {
        env,
        extendEnv: false,
        reject: false,
        cancelSignal: AbortSignal.any([signal, AbortSignal.timeout(25_000)]),
      });
      if (result.exitCode === 0) return result.stdout;
      // govc heads its message with the path it was called by.
      const text = result.stderr.trim().replace(/^\S*govc: /, "") || "govc was stopped";
      throw new GovcError(pinned ? text.replace(`"${pin}"`, `"${login.thumbprint}"`) : text);
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
