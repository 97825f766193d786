/** A command resource gets the inputs of its contract, or the program does not compile: held by the compiler. */
import assert from "node:assert/strict";
import { ComponentResource, secret } from "@pulumi/pulumi";
import { commandResource, nothingElse } from "../../../components/command-resource.js";
import { awaitCluster } from "../../../src/contracts/await-cluster.js";
import { awaitTkr } from "../../../src/contracts/await-tkr.js";
import { inputText, readGiven } from "../../../src/contracts/environment.js";
import { pullTkrPackage } from "../../../src/contracts/pull-tkr-package.js";
import { environmentOf, inputOf, usePlan } from "./planned-resources.js";

const management = { kubeconfig: "k", context: "c" };
const waited = { management, clusterName: "a", clusterNamespace: "b", timeoutSeconds: 10 };
const bundle = { tkrVersion: "v", bundle: "b", registry: {} };

describe("a command resource", () => {
  const plan = usePlan();

  it("does not compile without an input, with one of another type, or without a secret", () => {
    const parent = undefined as unknown as ComponentResource;
    const opts = { parent };
    const unread = { clusterDigest: "d" };
    const none = { secrets: {}, first: {} };
    const refused = [
      // @ts-expect-error vcenter is missing
      () => commandResource("x", awaitCluster, { input: waited, ...none, unread }, opts),
      () =>
        commandResource(
          "x",
          awaitTkr,
          {
            // @ts-expect-error a number is wanted
            input: { management, tkrVersion: "v", timeoutSeconds: "10" },
            ...none,
            first: { madeBy: undefined },
            unread: { packageUid: "u" },
          },
          opts,
        ),
      () =>
        commandResource(
          "x",
          awaitTkr,
          {
            input: { ...waited, tkrVersion: "v" },
            ...{ secrets: {}, first: { madeBy: "a" } },
            // @ts-expect-error the Package's UID is missing
            unread: {},
          },
          opts,
        ),
      // @ts-expect-error whether there is a password has to be thought of
      () => commandResource("x", pullTkrPackage, { input: bundle, ...nothingElse }, opts),
    ];
    assert.equal(refused.length, 4);
  });

  it("has its data in one variable that is no secret by itself, and nothing that the contract does not name", async () => {
    const password = secret("Passw0rd-of-the-test");
    const made = await plan(() => {
      const parent = new ComponentResource("tkg-edge:test:Parent", "parent");
      const registry = { username: "robot", host: "registry.example" };
      const texts = { secrets: { registryPassword: password }, first: {}, unread: {} };
      return commandResource("x", pullTkrPackage, { input: { ...bundle, registry }, ...texts }, { parent });
    });
    const resource = made.get("x");
    assert.deepEqual(inputOf(resource), { ...bundle, registry: { username: "robot" } });
    assert.deepEqual(Object.keys(environmentOf(resource)).sort(), [
      "TKG_EDGE_INPUT",
      "TKG_EDGE_REGISTRY_PASSWORD",
    ]);
  });
});

describe("the environment of a command", () => {
  const environment = {
    TKG_EDGE_INPUT: inputText(pullTkrPackage, bundle),
    TKG_EDGE_REGISTRY_PASSWORD: "secret",
  };

  it("is read as it was written", () => {
    assert.deepEqual(readGiven(pullTkrPackage, environment), {
      given: { ...bundle, registryPassword: "secret", reason: undefined },
    });
  });

  it("is refused with everything that is missing or wrong, and without its values", () => {
    const read = (text: string) => readGiven(pullTkrPackage, { ...environment, TKG_EDGE_INPUT: text });
    assert.deepEqual(read("{"), { problems: ["TKG_EDGE_INPUT: is not JSON"] });
    assert.deepEqual(read('{"tkrVersion":5}'), {
      problems: [
        "TKG_EDGE_INPUT.tkrVersion: Invalid input: expected string, received number",
        "TKG_EDGE_INPUT.bundle: Invalid input: expected string, received undefined",
      ],
    });
  });
});
