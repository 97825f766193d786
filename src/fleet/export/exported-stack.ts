/** A stack as it is handed to the operator: what its object is made of. */
import type { PasswordName } from "../../config/password-sources.js";
import type { Tree } from "../../config/tree.js";

export type StackKind = "management" | "template" | "site";

/** A key of a Secret, which is never read here. */
export interface SecretKey {
  readonly secret: string;
  readonly key: string;
}

/** A file of a pod. */
export interface MountedFile {
  /** Absolute, in the pod. */
  readonly path: string;
  readonly from: "Secret" | "ConfigMap";
  readonly name: string;
  readonly key: string;
}

export interface ExportedStack {
  /** As Pulumi knows it. */
  readonly name: string;
  readonly kind: StackKind;
  readonly isCanary: boolean;
  /** Of the site in the fleet. */
  readonly labels: Readonly<Record<string, string>>;
  /** By section, with the prefix of the project: `tkg-edge:site`. */
  readonly config: Tree;
  /** Passwords that the stack is given as encrypted configuration. */
  readonly passwords: Readonly<Partial<Record<PasswordName, SecretKey>>>;
  /** Passwords that the program reads from its environment. */
  readonly variables: Readonly<Record<string, SecretKey>>;
  readonly files: readonly MountedFile[];
  /** Names of the stacks that come before it, sorted. */
  readonly after: readonly string[];
}

/** A Secret that has to be created by hand, and what goes into it. */
export interface NeededSecret {
  readonly name: string;
  readonly key: string;
  /** For people: `the password of edge@vsphere.local at vcenter-eu.example.com`. */
  readonly what: string;
  /** File of this machine that holds the value. @default - it is in no file that is known here */
  readonly file?: { readonly path: string; readonly isKubeconfig: boolean };
}

/** What no object expresses. */
export interface NotExpressed {
  readonly what: string;
  readonly instead: string;
  /** Stacks that it is about; none for what is about all. */
  readonly stacks: readonly string[];
}
