/** The rights that each kind of login needs, and the manifests that give them. */
import assert from "node:assert/strict";
import { loadAll } from "js-yaml";
import { controllers } from "../../../src/environment/judgements/controllers.js";
import { accessesOf, textOf } from "../../../src/permissions/access.js";
import { controllerRights } from "../../../src/permissions/common-rights.js";
import { manifestText } from "../../../src/permissions/manifest-text.js";
import { rbacObjects, type Grant, type RbacObject } from "../../../src/permissions/rbac-objects.js";
import { purposes } from "../../../src/permissions/right.js";
import { rightsFor, rightsOfStack } from "../../../src/permissions/rights.js";
import { exampleSite, parseExample } from "../example-site.js";

const grant = (more: Partial<Grant> = {}): Grant => ({
  ...{ purpose: "site", rights: rightsFor("site"), namespaces: ["edge"], serviceAccount: "tkg-edge-site" },
  ...more,
});
const objectsOf = (given: Grant): readonly RbacObject[] => rbacObjects(given).map(({ object }) => object);

describe("the rights of a login", () => {
  for (const purpose of purposes) {
    it(`${purpose}: none grants rights, runs anything, or is a wildcard`, () => {
      for (const access of accessesOf(rightsFor(purpose), "edge")) {
        const text = textOf(access);
        assert.doesNotMatch(text, /\*|roles|bindings|impersonate|escalate|pods|serviceaccounts/);
        assert.ok(access.resource !== "" && access.resource === access.resource.toLowerCase(), text);
      }
    });
  }

  it("to read are no rights to write", () => {
    const verbs = accessesOf(rightsFor("read-only"), "edge").map(({ verb }) => verb);
    assert.deepEqual([...new Set(verbs)].sort(), ["get", "list"]);
  });

  it("to read Secrets hold in the namespaces of sites alone, and for named Clusters on request", () => {
    const ofSecrets = (clusters: readonly string[]) =>
      accessesOf(rightsFor("read-only", clusters), "edge")
        .filter(({ resource }) => resource === "secrets")
        .map(textOf);
    assert.deepEqual(ofSecrets([]), ["get secrets in namespace edge"]);
    assert.deepEqual(ofSecrets(["shop"]), ['get secrets "shop" in namespace edge']);
    for (const purpose of purposes) {
      const everywhere = accessesOf(rightsFor(purpose), "edge").filter(
        ({ resource, namespace }) => resource === "secrets" && namespace !== "edge",
      );
      assert.deepEqual(everywhere, []);
    }
  });

  it("of a template stack are to read", () => {
    const verbs = accessesOf(rightsFor("template"), "edge").map(({ verb }) => verb);
    assert.deepEqual(verbs, ["get", "list", "get"]);
  });

  it("of a stack are those of its sections, without those that it has no use for", () => {
    const whole = parseExample();
    const texts = (spec: typeof whole) => accessesOf(rightsOfStack(spec), "default").map(textOf);
    const plain = texts(whole);
    assert.ok(plain.includes("patch clusterclasses.cluster.x-k8s.io in namespace tkg-system"));
    assert.ok(plain.includes("create secrets in namespace default"));
    assert.ok(!plain.some((text) => /pools|identities|calico/.test(text)), plain.join("\n"));
    const other = texts({
      ...whole,
      site: exampleSite({ cni: "calico", identityRef: { name: "all" } }).site,
    });
    assert.ok(other.includes("create calicoconfigs.cni.tanzu.vmware.com in namespace default"));
    assert.ok(
      other.includes("get vsphereclusteridentities.infrastructure.cluster.x-k8s.io in the whole cluster"),
    );
    assert.ok(!other.includes("create secrets in namespace default"));
  });

  it("include those to see the controllers that preflight checks", () => {
    const named = accessesOf(controllerRights, "edge").map(
      ({ namespace, name }) => `${namespace ?? ""}/${name ?? ""}`,
    );
    assert.deepEqual(named.sort(), controllers.map(({ namespace, name }) => `${namespace}/${name}`).sort());
  });
});

describe("the manifests of a login", () => {
  it("are a service account, and a role with its binding for each namespace", () => {
    const names = objectsOf(grant({ namespaces: ["north", "south"] })).map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`,
    );
    assert.deepEqual(names.slice(0, 3), [
      "ServiceAccount north/tkg-edge-site",
      "ClusterRole /tkg-edge-site",
      "ClusterRoleBinding /tkg-edge-site.north.tkg-edge-site",
    ]);
    for (const namespace of ["north", "south", "tkg-system", "capv-system"]) {
      assert.ok(names.includes(`Role ${namespace}/tkg-edge-site.north.tkg-edge-site`), names.join("\n"));
      assert.ok(
        names.includes(`RoleBinding ${namespace}/tkg-edge-site.north.tkg-edge-site`),
        names.join("\n"),
      );
    }
  });

  it("bind each role to the service account, under a name that no other takes", () => {
    const objects = objectsOf(grant({ serviceAccount: "pipeline" }));
    const bindings = objects.filter(({ kind }) => kind.endsWith("Binding"));
    assert.ok(bindings.length >= 3);
    for (const { kind, metadata, roleRef, subjects } of bindings) {
      assert.equal(metadata.name, "tkg-edge-site.edge.pipeline");
      assert.equal(roleRef?.name, kind === "RoleBinding" ? metadata.name : "tkg-edge-site");
      assert.deepEqual(subjects, [{ kind: "ServiceAccount", name: "pipeline", namespace: "edge" }]);
    }
  });

  it("replace nothing of another login: what has one name is the same", () => {
    const readOnly = (clusters: readonly string[], more: Partial<Grant> = {}): Grant =>
      grant({ purpose: "read-only", rights: rightsFor("read-only", clusters), ...more });
    const grants = [
      grant(),
      grant({ namespaces: ["shop"] }),
      grant({ namespaces: ["shop", "edge"], serviceAccount: "pipeline" }),
      grant({ namespaces: ["tkg-system"] }),
      // The same, if the parts of a name were joined by what may be in them.
      grant({ namespaces: ["a-b"], serviceAccount: "c" }),
      grant({ namespaces: ["a"], serviceAccount: "b-c" }),
      readOnly([]),
      readOnly(["one"], { serviceAccount: "first" }),
      readOnly(["two"], { serviceAccount: "second" }),
      readOnly(["two"], { namespaces: ["shop"], serviceAccount: "first" }),
    ];
    const seen = new Map<string, RbacObject>();
    for (const object of grants.flatMap(objectsOf)) {
      const { kind, metadata } = object;
      const name = `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
      assert.deepEqual(object, seen.get(name) ?? object, name);
      assert.ok(metadata.name.length <= 253, name);
      seen.set(name, object);
    }
  });

  it("narrow what the same login may read, and leave no role behind", () => {
    const of = (clusters: readonly string[]) =>
      objectsOf(grant({ purpose: "read-only", rights: rightsFor("read-only", clusters) })).map(
        ({ kind, metadata, roleRef }) => ({ kind, metadata, roleRef }),
      );
    assert.deepEqual(of(["one"]), of([]));
  });

  it("are one role where TKG's namespace has a site", () => {
    const objects = objectsOf(grant({ namespaces: ["tkg-system"] }));
    const roles = objects.filter(
      ({ kind, metadata }) => kind === "Role" && metadata.namespace === "tkg-system",
    );
    assert.equal(roles.length, 1);
  });

  it("are the same as YAML, each rule after its reason", () => {
    const granted = rbacObjects(grant());
    const text = manifestText(granted);
    assert.deepEqual(
      loadAll(text),
      granted.map(({ object }) => object),
    );
    const lines = text.split("\n");
    const rules = lines.flatMap((line, index) => (line.startsWith("  - apiGroups") ? [index] : []));
    assert.ok(rules.length > 10);
    for (const index of rules) assert.match(lines[index - 1] ?? "", /^ {2}# [A-Z]/i);
  });
});
