/** What one run reads of the registry that the bundles of TKrs are pulled from: each bundle is pulled once. */
import { failureCause } from "../../clients/failure-cause.js";
import { registryFailure, type RegistryFailure } from "../../clients/registry-failure.js";
import { anonymousRefusal, pullTkrPackage, type RegistryAccess } from "../../clients/tkr-bundle.js";
import type { TkrPackage } from "../../manifests/tkr-package.js";
import { readRegistry, type RegistryAnswer } from "./registry.js";
import { Remembered } from "./remembered.js";

/** Why an image cannot be pulled without a login. */
export interface AnonymousRefusal {
  /** As imgpkg reports it. */
  readonly words: string;
  /** What prevents it other than a login that is wanted; undefined where that is all. */
  readonly failure: RegistryFailure | undefined;
}

/** How questions are sent to one registry. */
export interface RegistryTransport {
  readonly answer: (repository: string, caFile: string | undefined) => Promise<RegistryAnswer>;
  readonly pull: typeof pullTkrPackage;
  /** @returns imgpkg's words when an image may not be had without a login; undefined when it may */
  readonly anonymousRefusal: typeof anonymousRefusal;
}

export const liveRegistry: RegistryTransport = {
  answer: readRegistry,
  pull: pullTkrPackage,
  anonymousRefusal,
};

export class RegistryFacts {
  readonly #remembered = new Remembered();
  /** Private, as it holds the password: neither an inspection nor JSON shows it. */
  readonly #access: RegistryAccess;
  readonly #transport: RegistryTransport;

  /** @param transport sends each question */
  constructor(access: RegistryAccess, transport: RegistryTransport) {
    this.#access = access;
    this.#transport = transport;
  }

  /** Whether it is reached so, and logged in to with the same user and password. */
  isAt({ caFile, username, password }: RegistryAccess): boolean {
    const own = this.#access;
    return own.caFile === caFile && own.username === username && own.password === password;
  }

  /** @param repository `host[:port]/…`, without tag */
  answer(repository: string): Promise<RegistryAnswer> {
    const ask = () => this.#transport.answer(repository, this.#access.caFile);
    return this.#remembered.once(["answer", repository], ask);
  }

  /** The Package in the bundle of a TKr. @throws UserError that names the config key that fixes it */
  package(repository: string, tkrVersion: string): Promise<TkrPackage> {
    const ask = () => this.#transport.pull(repository, tkrVersion, this.#access);
    return this.#remembered.once(["bundle", repository, tkrVersion], ask);
  }

  /** @returns undefined for an image that anybody may pull */
  anonymousRefusal(image: string): Promise<AnonymousRefusal | undefined> {
    return this.#remembered.once(["anonymous", image], async () => {
      const words = await this.#transport.anonymousRefusal(image, this.#access);
      if (words === undefined) return undefined;
      const cause = failureCause(words);
      const wantsLogin = cause === "login-refused" || cause === "forbidden";
      return { words, failure: wantsLogin ? undefined : registryFailure(cause, image) };
    });
  }
}
