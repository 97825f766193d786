/** From what a stack says to one typed StackSpec, or to every problem at once. Pure: nothing is contacted. */
import { z } from "zod";
import { isTree, mergeConnection, readConnectionFile } from "./connection-file.js";
import { connectionSchema, vendorRegistry, type Connection } from "./connection.js";
import { crossFieldProblems } from "./cross-field-rules.js";
import { managementSchema, type Management } from "./management.js";
import { ConfigurationError, displayValue, type Problem } from "./problem.js";
import { siteSchema, type Site } from "./site.js";
import { templateSchema, type Template } from "./template.js";

/** The configuration of a stack as Pulumi hands it over: unchecked. */
export interface RawStack {
  readonly connection?: unknown;
  readonly connectionFile?: string | undefined;
  readonly management?: unknown;
  readonly template?: unknown;
  readonly site?: unknown;
  /** Which of the secret top-level keys are set. Their values are never needed here. */
  readonly secretsSet: ReadonlySet<string>;
}

/** `tkg-edge:management` with every default filled in. */
export interface ManagementSpec extends Management {
  /** Bundle repository without tag. */
  readonly bundle: string;
}

/** `tkg-edge:template` with every default filled in. */
export interface TemplateSpec extends Template {
  readonly tkrVersion: string;
  readonly name: string;
}

/** `tkg-edge:site` with every default filled in. */
export interface SiteSpec extends Site {
  readonly tkrVersion: string;
  readonly controlPlaneEndpoint: string;
  readonly imageRepository: string;
}

/** What one stack makes. At least one of the three sections is there. */
export interface StackSpec {
  readonly connection: Connection;
  readonly management?: ManagementSpec;
  readonly template?: TemplateSpec;
  readonly site?: SiteSpec;
}

const sections = { management: managementSchema, template: templateSchema, site: siteSchema } as const;

/**
 * @param projectDirectory absolute path, against which relative file paths are read
 * @throws ConfigurationError with all problems
 */
export function parseStack(raw: RawStack, projectDirectory: string, stack: string): StackSpec {
  const problems: Problem[] = [];
  const connection = parseConnection(raw, projectDirectory, problems);
  const management = parseSection(sections.management, "management", raw.management, problems);
  const template = parseSection(sections.template, "template", raw.template, problems);
  const site = parseSection(sections.site, "site", raw.site, problems);
  if ([raw.management, raw.template, raw.site].every((section) => section === undefined)) {
    problems.push({
      path: `tkg-edge (stack ${stack})`,
      expected: "at least one of the sections tkg-edge:management, tkg-edge:template and tkg-edge:site",
    });
  }
  if (connection) problems.push(...missingConnections(raw, connection));
  const spec = connection && resolve(connection, management, template, site, problems);
  if (spec && problems.length === 0) problems.push(...crossFieldProblems(spec));
  if (problems.length > 0 || !spec)
    throw new ConfigurationError(problems, `the configuration of stack ${stack}`);
  return spec;
}

function parseConnection(
  raw: RawStack,
  projectDirectory: string,
  problems: Problem[],
): Connection | undefined {
  if (raw.connection === undefined && raw.connectionFile === undefined) {
    problems.push({
      path: "tkg-edge:connection",
      expected:
        "how to reach this stack's environment, here or in tkg-edge:connectionFile; nothing is taken from KUBECONFIG",
    });
    return undefined;
  }
  let tree: Readonly<Record<string, unknown>> = {};
  if (raw.connectionFile !== undefined) {
    const file = readConnectionFile(raw.connectionFile, projectDirectory);
    if ("problem" in file) {
      problems.push(file.problem);
      return undefined;
    }
    tree = file.value;
  }
  const merged = isTree(raw.connection) ? mergeConnection(tree, raw.connection) : (raw.connection ?? tree);
  return parseSection(connectionSchema, "connection", merged, problems);
}

function parseSection<S extends z.ZodType>(
  schema: S,
  section: string,
  raw: unknown,
  problems: Problem[],
): z.output<S> | undefined {
  if (raw === undefined) return undefined;
  const result = schema.safeParse(raw, { reportInput: true });
  if (result.success) return result.data;
  problems.push(...result.error.issues.flatMap((issue) => problemsOf(issue, section, raw)));
  return undefined;
}

function problemsOf(issue: z.core.$ZodIssue, section: string, raw: unknown): Problem[] {
  const path = configPath(section, issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: `${path}.${key}`,
      found: "a key that is not known here",
      expected: "one of the documented keys; is it misspelt?",
    }));
  }
  const value = valueAt(raw, issue.path);
  const expected =
    value === undefined && issue.message.startsWith("Invalid input") ? "a value" : issue.message;
  return [{ path, ...(value === undefined ? {} : { found: displayValue(value) }), expected }];
}

function configPath(section: string, path: readonly PropertyKey[]): string {
  const tail = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  return `tkg-edge:${section}${tail}`;
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)] as unknown;
    return isTree(value) ? value[String(step)] : undefined;
  }, raw);
}

/** Each section needs certain parts of the connection, and the password that goes with them. */
function missingConnections(raw: RawStack, connection: Connection): Problem[] {
  const wants = (part: string, users: readonly string[]) =>
    users.filter((user) => raw[user as keyof RawStack] !== undefined).map((user) => ({ part, user }));
  const problems: Problem[] = [];
  const management = wants("managementCluster", ["management", "site"])[0];
  if (management && !connection.managementCluster) {
    problems.push({
      path: "tkg-edge:connection.managementCluster",
      expected: `kubeconfig and context of the management cluster, which tkg-edge:${management.user} needs`,
    });
  }
  const vcenter = wants("vcenter", ["template", "site"])[0];
  if (vcenter && !connection.vcenter) {
    problems.push({
      path: "tkg-edge:connection.vcenter",
      expected: `server, username and thumbprint of vCenter, which tkg-edge:${vcenter.user} needs`,
    });
  }
  if (vcenter && !raw.secretsSet.has("vcenterPassword")) {
    problems.push({
      path: "tkg-edge:vcenterPassword",
      expected:
        "the vCenter user's password: pulumi config set --secret tkg-edge:vcenterPassword (reads standard input)",
    });
  }
  if (connection.registry?.username !== undefined && !raw.secretsSet.has("registryPassword")) {
    problems.push({
      path: "tkg-edge:registryPassword",
      expected:
        "the password of connection.registry.username: pulumi config set --secret tkg-edge:registryPassword",
    });
  }
  return problems;
}

function resolve(
  connection: Connection,
  management: Management | undefined,
  template: Template | undefined,
  site: Site | undefined,
  problems: Problem[],
): StackSpec {
  const required = (value: string | undefined, path: string, expected: string): string => {
    if (value === undefined) problems.push({ path, expected });
    return value ?? "";
  };
  const tkrExpectation = "a TKr version, since this stack has no tkg-edge:management section to take it from";
  const registry = connection.registry?.host ?? vendorRegistry;
  return {
    connection,
    ...(management && {
      management: {
        ...management,
        bundle: management.tkr.bundle ?? `${registry}/tkr-repository-vsphere-edge`,
      },
    }),
    ...(template && {
      template: {
        ...template,
        tkrVersion: required(
          template.tkrVersion ?? management?.tkr.version,
          "tkg-edge:template.tkrVersion",
          tkrExpectation,
        ),
        name: template.name ?? nameOfOva(template.ova),
      },
    }),
    ...(site && {
      site: {
        ...site,
        tkrVersion: required(
          site.tkrVersion ?? management?.tkr.version,
          "tkg-edge:site.tkrVersion",
          tkrExpectation,
        ),
        controlPlaneEndpoint: required(
          site.controlPlaneEndpoint ?? connection.controlPlaneEndpoint,
          "tkg-edge:site.controlPlaneEndpoint",
          "the address of the cluster's API, unused by anything else",
        ),
        imageRepository: site.imageRepository ?? registry,
      },
    }),
  };
}

function nameOfOva(ova: string): string {
  return (ova.split("/").pop() ?? ova).replace(/\.ova$/i, "");
}
