/** A stack as an object of the Pulumi Kubernetes Operator (pulumi.com/v1, as of its release 2.9). Pure. */
import type { Tree } from "../../config/tree.js";
import type { ExportedStack, MountedFile, SecretKey } from "./exported-stack.js";
import { objectName, stackObjectName } from "./object-name.js";

export interface OperatorOptions {
  readonly namespace: string;
  /** Image with this program, Pulumi, its plugins and the tools. */
  readonly image: string;
  /** Folder of the program in the image, absolute. */
  readonly projectDirectory: string;
  /** @default - Pulumi Cloud */
  readonly backend?: string | undefined;
  /** @default - that of the stack; a passphrase, for a new one outside of Pulumi Cloud */
  readonly secretsProvider?: string | undefined;
  /** Before the name of the project in the full name of a stack. @default - the name of the stack alone */
  readonly organization?: string | undefined;
  readonly project: string;
  /** Further variables, from the Secret of the backend. */
  readonly secretVariables: readonly string[];
}

/** Name of the service account, and of what gives it its rights. */
export const accountName = "tkg-edge";

/** Secret with what the backend needs; its keys are the names of variables. */
export const backendSecret = "tkg-edge-backend";

/** Measured: 430 to 620 MiB (docs/performance.md). */
const resources = {
  requests: { cpu: "250m", memory: "640Mi" },
  limits: { memory: "1Gi" },
};

export function stackObject(stack: ExportedStack, options: OperatorOptions): Tree {
  const { namespace, backend, secretsProvider, organization, project } = options;
  const { name, kind, isCanary, config, passwords, after } = stack;
  const secretsRef = Object.fromEntries(
    Object.entries(passwords).map(([key, from]) => [`tkg-edge:${key}`, reference(from)]),
  );
  return {
    apiVersion: "pulumi.com/v1",
    kind: "Stack",
    metadata: {
      name: stackObjectName(name),
      namespace,
      labels: { ...stack.labels, "tkg-edge/kind": kind, ...(isCanary && { "tkg-edge/wave": "canaries" }) },
    },
    spec: {
      stack: organization === undefined ? name : `${organization}/${project}/${name}`,
      ...(backend !== undefined && { backend }),
      ...(secretsProvider !== undefined && { secretsProvider }),
      envRefs: variablesOf(stack, options),
      ...(Object.keys(secretsRef).length > 0 && { secretsRef }),
      config,
      ...(after.length > 0 && { prerequisites: after.map((one) => ({ name: stackObjectName(one) })) }),
      // What others changed is seen, as by a rollout.
      refresh: true,
      // Deleting the object, or leaving a stack out of a later export, destroys nothing.
      destroyOnFinalize: false,
      // A pod for each site only while it is run.
      workspaceReclaimPolicy: "Delete",
      serviceAccountName: accountName,
      workspaceTemplate: { spec: workspaceOf(stack, options) },
    },
  };
}

const reference = ({ secret, key }: SecretKey) => ({ type: "Secret", secret: { name: secret, key } });

/** Variables that every pod takes from the Secret of the backend. */
export function backendVariables({
  backend,
  secretsProvider,
  secretVariables,
}: Pick<OperatorOptions, "backend" | "secretsProvider" | "secretVariables">): string[] {
  const isCloud = backend === undefined || /^https?:/.test(backend);
  const hasPassphrase = secretsProvider === undefined ? !isCloud : secretsProvider === "passphrase";
  return [
    ...(isCloud ? ["PULUMI_ACCESS_TOKEN"] : []),
    ...(hasPassphrase ? ["PULUMI_CONFIG_PASSPHRASE"] : []),
    ...secretVariables,
  ];
}

function variablesOf({ variables }: ExportedStack, options: OperatorOptions): Tree {
  return Object.fromEntries([
    ...backendVariables(options).map(
      (name) => [name, reference({ secret: backendSecret, key: name })] as const,
    ),
    ...Object.entries(variables).map(([name, from]) => [name, reference(from)] as const),
  ]);
}

function workspaceOf({ files }: ExportedStack, { image, projectDirectory }: OperatorOptions): Tree {
  const sources = [...new Map(files.map((file) => [`${file.from} ${file.name}`, file])).values()];
  return {
    image,
    local: { dir: projectDirectory },
    securityProfile: "restricted",
    resources,
    podTemplate: {
      spec: {
        // Mounted Secrets are readable for this group alone, which the user of the pod is in.
        securityContext: { fsGroup: 1000 },
        containers: [{ name: "pulumi", ...(files.length > 0 && { volumeMounts: files.map(mountOf) }) }],
        ...(files.length > 0 && { volumes: sources.map(volumeOf) }),
      },
    },
  };
}

const volumeName = ({ from, name }: MountedFile) => (from === "Secret" ? name : objectName("files", name));

const mountOf = (file: MountedFile) => ({
  name: volumeName(file),
  mountPath: file.path,
  subPath: file.key,
  readOnly: true,
});

const readableByGroup = 0o440;

const volumeOf = (file: MountedFile) =>
  file.from === "Secret"
    ? { name: volumeName(file), secret: { secretName: file.name, defaultMode: readableByGroup } }
    : { name: volumeName(file), configMap: { name: file.name } };
