/** TanzuKubernetesReleases, as far as judgements need them. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { versionOfTkr } from "../../config/tkr-version.js";
import { deactivatedLabel } from "../../manifests/kubernetes-object.js";
import { conditionOf } from "./conditions.js";
import { entries, readAs } from "./lenient.js";

export interface TkrFacts {
  readonly name: string;
  /** Such as `v1.25.7+vmware.1-tiny.2-tkg.1`. */
  readonly version: string;
  /** Whether a label takes it out of use. */
  readonly isDeactivated: boolean;
  /** Whether TKG has judged it, and found it incompatible with the management cluster. */
  readonly isIncompatible: boolean;
  /** Conditions that a TKr has to have before a Cluster can be resolved from it, and that are not true of this one. */
  readonly unmet: readonly UnmetCondition[];
  /** Names of the OSImages that it names, whether or not they are there. */
  readonly osImages: readonly string[];
  /** Full names of the packages that it offers, such as `antrea.tanzu.vmware.com.1.9.0`. */
  readonly packages: readonly string[];
}

export interface UnmetCondition {
  readonly type: string;
  /** `Compatible=False REASON MESSAGE` */
  readonly text: string;
}

const named = entries(z.object({ name: z.string() }));
const tkrSpec = z.object({ osImages: named, bootstrapPackages: named });

const needed = ["Compatible", "Ready"];

export function readTkr(object: LiveObject): TkrFacts {
  const { name, labels } = object.metadata;
  const { osImages, bootstrapPackages } = readAs(tkrSpec, object.spec);
  return {
    name,
    version: versionOfTkr(name),
    isDeactivated: labels?.[deactivatedLabel] !== undefined,
    isIncompatible: conditionOf(object, "Compatible")?.status === "False",
    unmet: needed.flatMap((type) => unmet(object, type)),
    osImages: osImages.map((image) => image.name),
    packages: bootstrapPackages.map((one) => one.name),
  };
}

function unmet(object: LiveObject, type: string): UnmetCondition[] {
  const condition = conditionOf(object, type);
  if (condition?.status === "True") return [];
  const { status = "unknown", reason = "", message = "" } = condition ?? {};
  return [{ type, text: `${type}=${status} ${reason} ${message}`.trim() }];
}

/** What a TKr is, with what belongs to it. */
export interface TkrSeen {
  /** Undefined where it is not installed. */
  readonly tkr: TkrFacts | undefined;
  readonly hasBootstrapTemplate: boolean;
  /** Names of every OSImage of the management cluster; undefined where they were not read. */
  readonly images?: readonly string[];
}
