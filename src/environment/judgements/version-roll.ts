/** Whether a running Cluster can be rolled to another version, and what an update of it was answered. Pure. */
import { compareTkrVersions, isTinyTkrVersion, kubernetesVersion } from "../../config/tkr-version.js";
import type { ClusterFacts } from "../facts/cluster.js";
import { fullName } from "../facts/cluster.js";
import type { ControlPlaneFacts } from "../facts/control-plane.js";
import { failure, ok, wrongValue, type Finding } from "../finding.js";
import { isOfMinor, versionStep } from "./version-step.js";

const path = "tkg-edge:site.tkrVersion";

/**
 * @param tkrVersion that the Cluster is to have
 * @param plane its control plane, which may still have the version before
 * @param installed versions of every TKr, of which the steps are made
 */
export function versionRoll(
  live: Pick<ClusterFacts, "name" | "namespace" | "version" | "tkrVersion">,
  plane: Pick<ControlPlaneFacts, "version"> | undefined,
  tkrVersion: string,
  installed: readonly string[],
): Finding {
  const wanted = kubernetesVersion(tkrVersion);
  const steps = [
    ...(live.tkrVersion === undefined ? [] : [{ from: live.tkrVersion, to: tkrVersion }]),
    { from: live.version ?? "", to: wanted },
  ];
  const judged = steps.map((step) => ({ ...step, step: versionStep(step.from, step.to) }));
  const runs = `"${tkrVersion}", and Cluster ${fullName(live)} runs ${live.tkrVersion ?? live.version ?? "no known version"}`;
  if (judged.some(({ step }) => step.kind === "unknown")) {
    return wrongValue(path, runs, "a later version of the same major version; the two cannot be compared");
  }
  if (judged.some(({ step }) => step.kind === "down")) {
    return wrongValue(
      path,
      runs,
      "the version that runs, or a later one: Cluster API takes no cluster back",
      {
        remedy:
          "To go back, set tkg-edge:site.versionChange: rebuild, which destroys the cluster and creates it again (docs/rebuild.md)",
      },
    );
  }
  const ofPlane = plane?.version === undefined ? [] : [versionStep(plane.version, wanted)];
  const skip = [...judged.map(({ step }) => step), ...ofPlane].find((step) => step.kind === "skip");
  if (skip) {
    return wrongValue(path, runs, "the next minor version at most: Cluster API takes one at a time", {
      remedy: `Upgrade in steps, each with a pulumi up of its own: ${stepsTo(tkrVersion, skip.between, installed)}`,
    });
  }
  return ok(`Cluster API can roll Cluster ${fullName(live)} to ${tkrVersion}`);
}

/** The newest standard TKr of each minor version in between, then the wanted one. */
function stepsTo(tkrVersion: string, between: readonly string[], installed: readonly string[]): string {
  const stepOf = (minor: string) => {
    const [newest] = installed
      .filter((version) => isOfMinor(version, minor) && !isTinyTkrVersion(version))
      .toSorted((a, b) => compareTkrVersions(b, a));
    return newest ?? `a TKr of Kubernetes ${minor} (none is installed)`;
  };
  return [...between.map(stepOf), tkrVersion].join(", then ");
}

/** What the API server answered to the update that a roll begins with, by a dry run. */
export type RollAnswer =
  | { readonly ok: true; readonly tkrVersion: string | undefined }
  | { readonly ok: false; readonly text: string };

/** @param name `namespace/name` of the Cluster */
export function rollAdmission(name: string, tkrVersion: string, answer: RollAnswer): Finding {
  if (!answer.ok)
    return failure(`the update of Cluster ${name} is refused: ${answer.text}`, "to be admitted", { path });
  if (answer.tkrVersion === tkrVersion) return ok(`Cluster ${name} would be admitted with TKr ${tkrVersion}`);
  return failure(
    `TKG would give Cluster ${name} TKr ${answer.tkrVersion ?? "(none)"}`,
    `TKr ${tkrVersion}; set the version that TKG chooses, or take the other one out of use`,
    { path },
  );
}
