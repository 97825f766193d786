import { failureCause } from "../../clients/failure-cause.js";
import { registryFailure } from "../../clients/registry-failure.js";
import { anonymousRefusal } from "../../clients/tkr-bundle.js";
import { imagesOf } from "../../environment/facts/package.js";
import { failure, ok, type Finding } from "../../environment/finding.js";
import type { Check } from "../check.js";
import { installedVersions, noBundle, packageOf } from "./bundles.js";

export const bundleAnonymous: Check = {
  name: "bundle-anonymous",
  group: "registry",
  why:
    "The management cluster's TKr controller pulls the TKr's bundle without any login, whatever the stack configures; where " +
    "that is refused the Package stays without a TKr.",
  remedy: "make the repository readable without a login (in Harbor: a public project)",
  needs: ["bundle"],
  sections: ["management"],
  timeoutSeconds: 60,
  async run(surroundings) {
    const installed = await installedVersions(surroundings);
    if (installed.length === 0) return noBundle;
    const packages = installed.map(({ repository, version }) => packageOf(surroundings, repository, version));
    const images = (await Promise.all(packages)).flatMap(({ spec }) => imagesOf(spec));
    return Promise.all(
      images.map(async (image): Promise<Finding> => {
        const refusal = await anonymousRefusal(image, surroundings.spec.connection.registry ?? {});
        if (refusal === undefined) return ok(`${image} may be pulled without a login`);
        const cause = failureCause(refusal);
        if (cause !== "login-refused" && cause !== "forbidden") {
          const { path, text } = registryFailure(cause, image);
          return failure(`${image} cannot be pulled without a login: ${refusal}`, text, { path });
        }
        return failure(
          `${image} is refused without a login: ${refusal}`,
          "a repository that is readable by anybody",
          {
            path: "tkg-edge:management.tkr.bundle",
          },
        );
      }),
    );
  },
};
