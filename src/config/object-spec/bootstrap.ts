/** A ClusterBootstrap: its CNI, and packages of the user's. What is the TKr's own is reported. */
import { tkrVersionOf } from "../flat-file/tkr-of.js";
import { corePackageNames, corePackages, shortPackageName } from "../package-fields.js";
import { isTree } from "../tree.js";
import type { ObjectReader } from "./object-reader.js";
import type { Reading } from "./reading.js";

const tkrAnnotation = "tkg.tanzu.vmware.com/add-missing-fields-from-tkr";
const ofTkr = "the TKr brings it, with its own values";

const ofCore = "TKG never adopts a ClusterBootstrap that gives a core package other values than the TKr's";

/** What the vendor's TKrs install beside the core packages. */
const packagesOfTkr: ReadonlySet<string> = new Set([
  ...["metrics-server", "secretgen-controller", "pinniped", "tkg-storageclass", "capabilities"],
  ...["guest-cluster-auth-service"],
]);

export function readBootstrap(bootstrap: ObjectReader, reading: Reading): void {
  readTkr(bootstrap, reading);
  readCni(bootstrap, reading);
  const spec = bootstrap.at("spec");
  for (const name of corePackageNames) {
    const entry = spec.at(name);
    const reason = isOwn(entry) ? ofCore : ofTkr;
    reading.leaveOut(`ClusterBootstrap spec.${name}`, entry.rest(), reason);
    entry.take();
  }
  const additional = spec
    .items("additionalPackages")
    .flatMap((_, index) => readAdditional(spec.at("additionalPackages", index), reading));
  const where = spec.where("additionalPackages");
  if (additional.length > 0) reading.set("site.packages", { additional }, where);
  const isList = Array.isArray(spec.peek("additionalPackages"));
  if (!isList && spec.peek("additionalPackages") !== undefined) {
    reading.refuse(where, "a list of packages, each with a refName", spec.peek("additionalPackages"));
  }
  spec.take("additionalPackages");
}

function readCni(bootstrap: ObjectReader, reading: Reading): void {
  const path = ["spec", "cni", "refName"] as const;
  const cni = bootstrap.take(...path);
  if (cni === undefined) return;
  const text = typeof cni === "string" ? cni : "";
  const name = corePackages.cni.find((one) => text.startsWith(one));
  if (name === undefined) {
    reading.refuse(bootstrap.where(...path), "a package of antrea or calico", cni);
    return;
  }
  reading.set("site.cni", name, bootstrap.where(...path));
  reading.note(`ClusterBootstrap is left out but for its CNI ${text}, which is site.cni: ${name}`);
}

function readAdditional(entry: ObjectReader, reading: Reading): readonly object[] {
  const refName = entry.peek("refName");
  const subject = "ClusterBootstrap spec.additionalPackages";
  const isKnown = typeof refName === "string" && packagesOfTkr.has(shortPackageName(refName));
  const values = ownValues(entry, reading);
  const reference = entry.peek("valuesFrom", "providerRef");
  if (values === undefined && (isKnown || reference !== undefined)) {
    const reason = isKnown
      ? ofTkr
      : "TKG deletes the object of a providerRef with the cluster; use inline or secretRef";
    reading.leaveOut(subject, entry.rest(), reason);
    entry.take();
    return [];
  }
  if (typeof refName !== "string") {
    reading.refuse(entry.where("refName"), "the name of a package", refName);
    entry.take();
    return [];
  }
  entry.take("refName");
  reading.leaveOut(subject, entry.rest(), "a package has a refName and one source of values");
  entry.take();
  return [{ refName, ...(values && { valuesFrom: values }) }];
}

/** Values that a user wrote; those that TKG copied for this cluster are its own. */
function ownValues(entry: ObjectReader, reading: Reading): object | undefined {
  const sources = entry.entries("valuesFrom").map(([key]) => key);
  if (sources.length > 1) {
    entry.take("valuesFrom");
    reading.refuse(entry.where("valuesFrom"), "one source of values", sources.join(", "));
    return undefined;
  }
  const inline = entry.peek("valuesFrom", "inline");
  if (inline !== undefined) {
    const where = entry.where("valuesFrom", "inline");
    entry.take("valuesFrom", "inline");
    if (isTree(inline) && Object.keys(inline).length > 0) return { inline };
    reading.refuse(where, "a mapping of the package's data values, not empty", inline);
    return undefined;
  }
  const secretRef = entry.peek("valuesFrom", "secretRef");
  if (secretRef === undefined || secretRef === "") return undefined;
  const where = entry.where("valuesFrom", "secretRef");
  if (typeof secretRef !== "string") {
    entry.take("valuesFrom", "secretRef");
    reading.refuse(where, "the name of a Secret", secretRef);
    return undefined;
  }
  if (isCopyOfTkg(secretRef, entry)) return undefined;
  entry.take("valuesFrom", "secretRef");
  reading.note(
    `${where}: Secret ${secretRef} has to exist in the namespace of the Cluster before the Cluster does`,
  );
  return { secretRef };
}

/** Values that are neither an object of the TKr's kind nor TKG's own copy. */
function isOwn(entry: ObjectReader): boolean {
  const secretRef = entry.peek("valuesFrom", "secretRef");
  const isNamed = secretRef !== undefined && secretRef !== "" && !isCopyOfTkg(secretRef, entry);
  return entry.peek("valuesFrom", "inline") !== undefined || isNamed;
}

/** Whether a Secret of values is the copy that TKG makes for a cluster. */
function isCopyOfTkg(secretRef: unknown, { name }: ObjectReader): boolean {
  const text = typeof secretRef === "string" ? secretRef : "";
  return text.startsWith(`${String(name)}-`) && text.endsWith("-package");
}

function readTkr(bootstrap: ObjectReader, reading: Reading): void {
  const path = ["metadata", "annotations", tkrAnnotation] as const;
  const tkr = bootstrap.take(...path);
  if (tkr === undefined) return;
  const version = typeof tkr === "string" ? tkrVersionOf(tkr) : undefined;
  const wanted = reading.site.tkrVersion;
  if (version === undefined) reading.refuse(bootstrap.where(...path), "the name of a TKr", tkr);
  else if (typeof wanted === "string" && version !== wanted) {
    reading.refuse(bootstrap.where(...path), `the TKr of the Cluster, ${wanted}`, tkr);
  } else reading.set("site.tkrVersion", version, bootstrap.where(...path));
}
