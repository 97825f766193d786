/** Can the bundles of TKrs be pulled: by this machine, and by the management cluster's controllers, which never log in? Pure. */
import type { AnonymousRefusal } from "../facts/registry-facts.js";
import type { RegistryAnswer } from "../facts/registry.js";
import { failure, ok, skipped, unreadValue, wrongValue, type Finding } from "../finding.js";

/** For a stack that uses TKrs that are there already. */
export const noBundle = skipped("this stack installs no TKr, so it needs no bundle");

/**
 * @param repository `host[:port]/…`, without tag
 * @param caFile of the connection, where it names one
 */
export function registryUse(repository: string, caFile: string | undefined, answer: RegistryAnswer): Finding {
  const host = repository.split("/")[0] ?? repository;
  switch (answer.result) {
    case "answers":
      return ok(`${host} answers, and its certificate is verified`);
    case "unreadable":
      return wrongValue(
        "tkg-edge:connection.registry.caFile",
        `"${caFile ?? ""}" (${answer.words})`,
        "a PEM file with a CA",
      );
    case "failed": {
      const { path, text } = answer.failure;
      const expected = `${text} (${answer.words})`;
      const value = path.endsWith("registry.caFile") ? caFile : repository;
      return path.startsWith("tkg-edge:") && value !== undefined
        ? wrongValue(path, `"${value}"`, expected)
        : unreadValue(path, `the registry ${host} cannot be used`, expected);
    }
  }
}

/** Of a bundle that was pulled. @param reference with its tag. @param name of the Package in it */
export const bundleContent = (reference: string, name: string): Finding => ok(`${reference} holds ${name}`);

/** @param refusal undefined where the image may be pulled by anybody */
export function anonymousUse(image: string, refusal: AnonymousRefusal | undefined): Finding {
  if (!refusal) return ok(`${image} may be pulled without a login`);
  const { words, failure: other } = refusal;
  return other
    ? failure(`${image} cannot be pulled without a login: ${words}`, other.text, { path: other.path })
    : failure(`${image} is refused without a login: ${words}`, "a repository that is readable by anybody", {
        path: "tkg-edge:management.tkr.bundle",
      });
}
