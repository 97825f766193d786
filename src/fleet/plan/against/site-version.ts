/** A site in one of two versions of a fleet, as far as files have it. */
import { isDeepStrictEqual } from "node:util";
import type { ManagementConnection, VcenterConnection } from "../../../config/connection.js";
import type { SiteSpec, StackSpec } from "../../../config/stack-spec.js";
import type { Reason } from "../verdict.js";

export interface SiteVersion {
  readonly spec: StackSpec;
  /** Its `tkrVersion` is empty where another stack gives it. */
  readonly site: SiteSpec;
  readonly vcenter: VcenterConnection;
  readonly management: ManagementConnection;
  /** Encrypted text of the vCenter password in its stack file. */
  readonly ciphertext: string | undefined;
  /** Address that its kubeconfig leads to; undefined where no file shows it. */
  readonly server: string | undefined;
  /** Digests of the files that `site.afterReady.manifests` leads to, by name. */
  readonly manifests: ReadonlyMap<string, string>;
}

/** What decides a value that files do not have; undefined where they have it. */
const tkrSource = ({ site: { tkrVersion, from } }: SiteVersion): string | undefined =>
  tkrVersion === "" ? `that of stack ${from?.management ?? from?.template ?? ""}` : undefined;

const isClassOpen = ({ spec }: SiteVersion): boolean => spec.openClasses?.site !== undefined;

/**
 * What only existing objects, or the outputs of other stacks, can tell of a change. Each of it may be a rebuild.
 * @param was before the change; @param is after it
 */
export function openQuestions(was: SiteVersion, is: SiteVersion): readonly Reason[] {
  return [...tkrQuestion(was, is), ...classQuestion(was, is), ...wayIn(was, is), ...otherSections(was, is)];
}

/** The site with what is open as it was, so that what is known of the change can be compared. */
export function settled(was: SiteVersion, is: SiteVersion): SiteSpec {
  const { tkrVersion, className } = was.site;
  return {
    ...is.site,
    ...(tkrQuestion(was, is).length > 0 && { tkrVersion }),
    // A Cluster keeps its class where no key names one.
    ...((isClassOpen(was) || isClassOpen(is)) && { className }),
  };
}

function tkrQuestion(was: SiteVersion, is: SiteVersion): readonly Reason[] {
  const [before, after] = [tkrSource(was), tkrSource(is)];
  if (before === after) return [];
  return [{ what: "site.tkrVersion", from: before ?? was.site.tkrVersion, to: after ?? is.site.tkrVersion }];
}

function classQuestion(was: SiteVersion, is: SiteVersion): readonly Reason[] {
  if (!isClassOpen(was) || isClassOpen(is)) return [];
  return [{ what: "site.className", from: "the class that its Cluster has", to: is.site.className }];
}

/** A kubeconfig is a way in; which management cluster it leads to, only that cluster shows. */
function wayIn(was: SiteVersion, is: SiteVersion): readonly Reason[] {
  const [before, after] = [was.management, is.management];
  const areShown = was.server !== undefined && is.server !== undefined;
  if (areShown && was.server === is.server) return [];
  if (before.kubeconfig !== after.kubeconfig || before.context !== after.context) {
    const [from, to] = [before, after].map(({ kubeconfig, context }) => `${context} of ${kubeconfig}`);
    return [{ what: "connection.managementCluster", ...(from && { from }), ...(to && { to }) }];
  }
  if (!areShown) return [];
  return [{ what: `the server in ${after.kubeconfig}`, from: was.server, to: is.server }];
}

function otherSections(was: SiteVersion, is: SiteVersion): readonly Reason[] {
  const sections = (["management", "template"] as const).filter(
    (section) =>
      !isDeepStrictEqual(was.spec[section], is.spec[section]) ||
      (section === "management" &&
        is.spec.management !== undefined &&
        !isDeepStrictEqual(was.spec.connection.registry, is.spec.connection.registry)),
  );
  return sections.map((section) => ({
    what: `tkg-edge:${section} of its stack changed, which is judged by pulumi preview alone`,
  }));
}
