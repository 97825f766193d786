import { ownedBy } from "../src/manifests/applied-metadata.js";
import type { KubernetesObject } from "../src/manifests/kubernetes-object.js";
import { thisStack } from "./made-by.js";

/** Adds this stack's mark and the name under which this program owns the fields of an object. */
export const owned = <M extends KubernetesObject["metadata"]>(metadata: M) => ownedBy(metadata, thisStack());
