/** Whether TKG would resolve a Cluster from a TKr. Pure. */
import { isAfterTiny, standardInstead } from "../../config/last-tiny.js";
import { compareTkrVersions, isTinyTkrVersion, tkrName } from "../../config/tkr-version.js";
import { deactivatedLabel, systemNamespace } from "../../manifests/kubernetes-object.js";
import type { TkrFacts, TkrSeen } from "../facts/tkr.js";
import { drifted, failure, ok, warning, wrongValue, type Finding } from "../finding.js";

/** Who wants a TKr. */
export interface WantedTkr {
  readonly version: string;
  /** Config key that names it. */
  readonly path: string;
  /** Whether the stack installs it itself, so that it may not be there yet. */
  readonly isInstalled: boolean;
}

/** @param installed versions of every TKr of the management cluster */
export function absentTkr({ version, path, isInstalled }: WantedTkr, installed: readonly string[]): Finding {
  if (isInstalled) return ok(`TKr ${version} is not there yet; this stack installs it`);
  const ofSeries = installed
    .filter((one) => isTinyTkrVersion(one) === isTinyTkrVersion(version))
    .sort((a, b) => compareTkrVersions(b, a));
  const list = ofSeries.length === 0 ? " (kubectl get tkr)" : `: ${ofSeries.join(", ")}`;
  if (isTinyTkrVersion(version) && isAfterTiny(version)) {
    return wrongValue(
      path,
      `"${version}", which the management cluster does not have`,
      `an installed TKr${list}; or ${standardInstead}`,
    );
  }
  const others = ofSeries.length === 0 ? "" : "; kubectl get tkr lists those of other series too";
  return wrongValue(
    path,
    `"${version}", which the management cluster does not have`,
    `an installed TKr${list}; a stack with tkg-edge:management installs a tiny one${others}`,
  );
}

/** @param seen of a TKr that is there */
export function tkrUse(wanted: WantedTkr, seen: TkrSeen & { readonly tkr: TkrFacts }): Finding {
  const { version, path, isInstalled } = wanted;
  const { tkr, hasBootstrapTemplate } = seen;
  const text = unusable(version, tkr);
  if (text !== undefined) {
    const state = `Compatible and Ready (kubectl get tkr ${tkr.name} -o yaml)`;
    return isInstalled
      ? warning(text, `${state}; this stack brings its ConfigMap and touches it`, { path })
      : failure(text, state, { path });
  }
  if (!hasBootstrapTemplate) {
    return failure(
      `TKr ${version} has no ClusterBootstrapTemplate ${systemNamespace}/${tkr.name}`,
      "one: without it a cluster gets no packages",
      { path, remedy: `is its Package in ${systemNamespace}? In another namespace the template is refused` },
    );
  }
  const absent = absentImages(seen);
  if (absent.length === 0) return ok(`TKr ${version} is Ready and Compatible`);
  // Whether that of the site's operating system is there is another question.
  return warning(
    `there is no OSImage ${absent.join(", ")}, which TKr ${version} names`,
    "every OSImage of the TKr",
    {
      path,
      remedy: "pulumi up the stack with tkg-edge:management, which installs the TKr again",
    },
  );
}

function unusable(version: string, tkr: TkrFacts): string | undefined {
  if (tkr.isDeactivated) return usability(tkr)[0]?.seen;
  if (tkr.unmet.length === 0) return undefined;
  const [types, texts] = [tkr.unmet.map(({ type }) => type), tkr.unmet.map(({ text }) => text)];
  return (
    `${version} cannot be resolved; still missing: TanzuKubernetesRelease ${tkr.name} to be ${types.join(" and ")} ` +
    `(${texts.join("; ")})`
  );
}

/** Names of the OSImages that a TKr names and that are not there, as far as they were read. */
export function absentImages({ tkr, images }: TkrSeen): readonly string[] {
  return images === undefined ? [] : (tkr?.osImages ?? []).filter((name) => !images.includes(name));
}

/** Why no cluster can be resolved from a TKr that is there, as far as its own object shows. */
export function usability(tkr: TkrFacts): Finding[] {
  const what = `TanzuKubernetesRelease ${tkr.name}`;
  if (tkr.isDeactivated) {
    return [
      drifted(`${what} is deactivated (label ${deactivatedLabel}): no cluster can be resolved from it`),
    ];
  }
  const unready = tkr.unmet.map(({ type }) => type);
  return unready.length > 0 ? [drifted(`${what} is not ${unready.join(" and not ")}`)] : [];
}

/** What a wait for a TKr waits for. */
export interface StillMissing {
  readonly what: string;
  /** Whether it is an object that its Package brings; otherwise a state of the TKr. */
  readonly isObject: boolean;
}

/** @returns undefined once a Cluster can be resolved from it, as far as what was read shows */
export function stillMissing(version: string, seen: TkrSeen): StillMissing | undefined {
  const name = tkrName(version);
  const { tkr, hasBootstrapTemplate, images } = seen;
  if (!tkr) return { what: `TanzuKubernetesRelease ${name}`, isObject: true };
  const [unmet] = tkr.unmet;
  if (unmet) return { what: `TanzuKubernetesRelease ${name} to be ${unmet.type}`, isObject: false };
  if (!hasBootstrapTemplate) {
    return { what: `ClusterBootstrapTemplate ${systemNamespace}/${name}`, isObject: true };
  }
  const absent = absentImages(seen);
  if (images !== undefined && (tkr.osImages.length === 0 || absent.length > 0)) {
    return { what: `OSImage ${absent.join(", ") || "(any)"}`, isObject: true };
  }
  return undefined;
}
