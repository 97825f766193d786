/** A ClusterBootstrap: which CNI it asks for. What else it names is the TKr's, or reported. */
import { tkrVersionOf } from "../flat-file/tkr-of.js";
import type { ObjectReader } from "./object-reader.js";
import type { Reading } from "./reading.js";

const tkrAnnotation = "tkg.tanzu.vmware.com/add-missing-fields-from-tkr";

export function readBootstrap(bootstrap: ObjectReader, reading: Reading): void {
  readTkr(bootstrap, reading);
  const path = ["spec", "cni", "refName"] as const;
  const cni = bootstrap.take(...path);
  if (cni !== undefined) {
    const text = typeof cni === "string" ? cni : "";
    const name = /^(antrea|calico)/.exec(text)?.[1];
    if (name === undefined) reading.refuse(bootstrap.where(...path), "a package of antrea or calico", cni);
    else {
      reading.set("site.cni", name, bootstrap.where(...path));
      reading.note(`ClusterBootstrap is left out but for its CNI ${text}, which is site.cni: ${name}`);
    }
  }
  const spec = bootstrap.at("spec");
  for (const part of ["cni", "kapp", "cpi", "csi"]) {
    reading.leaveOut(
      `ClusterBootstrap spec.${part}`,
      spec.at(part).rest(),
      "the TKr brings it, with its own values",
    );
    spec.take(part);
  }
  reading.leaveOut(
    "ClusterBootstrap spec.additionalPackages",
    spec.at("additionalPackages").rest(),
    "a site has the packages of its TKr; install others in the cluster, by its kubeconfig",
  );
  spec.take("additionalPackages");
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
