import assert from "node:assert/strict";
import { EngineCommand } from "../../../src/program/engine-command.js";
import {
  refuseForcedReplacement,
  refusePartialRebuild,
  refusePartialRoll,
} from "../../../src/program/forced-replacements.js";
import type { StateResource } from "../../../src/program/own-state.js";
import { exampleSite } from "../example-site.js";

const { site } = exampleSite({ rebuild: { generation: 3 } });
const live = { metadata: { name: "workload-snc", namespace: "default", uid: "1" } };
const of = (type: string, name: string): StateResource => ({
  urn: `urn:pulumi:site::tkg-edge::tkg-edge:index:SingleNodeCluster$${type}::${name}`,
  type,
  outputs: {},
});
const command = "command:local:Command";
const inChain = [
  of("kubernetes:cluster.x-k8s.io/v1beta1:Cluster", "workload-snc-cluster"),
  of(command, "workload-snc-anchor"),
  of("kubernetes:core/v1:Secret", "workload-snc-credentials"),
  of("kubernetes:run.tanzu.vmware.com/v1alpha3:ClusterBootstrap", "workload-snc-bootstrap"),
  of("kubernetes:cpi.tanzu.vmware.com/v1alpha1:VSphereCPIConfig", "workload-snc-cpi"),
  of("pulumi:providers:kubernetes", "management"),
];
const harmless = [
  of(command, "workload-snc-rebuild-gate"),
  of(command, "workload-snc-ready"),
  of("kubernetes:core/v1:Secret", "workload-snc-kubeconfig"),
  of(command, "template-photon-import"),
];
const state = [...inChain, ...harmless];
const refusal = (...args: string[]) => {
  refuseForcedReplacement(site, live, state, new EngineCommand(args));
};

describe("a replacement that the command line forces", () => {
  for (const { urn } of inChain) {
    it(`is refused for ${urn.split("::").at(-1) ?? ""}, with the way that is gated`, () => {
      for (const flag of ["--replace", "--target-replace"]) {
        assert.throws(
          () => {
            refusal("up", flag, urn);
          },
          (error: Error) =>
            error.message.includes(urn) &&
            error.message.includes("tkg-edge:site.rebuild.generation: 4") &&
            error.message.includes("Nothing was changed."),
        );
      }
    });
  }

  it("is refused for a pattern that includes one of them", () => {
    assert.throws(() => {
      refusal("up", "--replace", "**");
    }, /workload-snc-cluster/);
  });

  it("is left to the engine for a resource that the Cluster does not go with", () => {
    for (const { urn } of harmless) refusal("up", "--replace", urn);
    refusal("up", "--target", inChain[0]?.urn ?? "");
  });

  it("is left to the engine where no Cluster runs, and where the command line is unknown", () => {
    const replace = new EngineCommand(["up", "--replace", "**"]);
    refuseForcedReplacement(site, undefined, state, replace);
    const going = { metadata: { ...live.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" } };
    refuseForcedReplacement(site, going, state, replace);
    refuseForcedReplacement(site, live, state, undefined);
  });
});

describe("a rebuild of which the command line leaves a part out", () => {
  const partial = (...args: string[]) => {
    refusePartialRebuild(site, state, new EngineCommand(args));
  };

  it("is refused", () => {
    for (const { urn } of [...inChain, ...harmless.slice(0, 1)]) {
      assert.throws(() => {
        partial("up", "--target", urn);
      }, /REBUILD of default\/workload-snc refused: --target/);
    }
    assert.throws(() => {
      partial("up", "--exclude", harmless[0]?.urn ?? "");
    }, /refused/);
    assert.throws(() => {
      partial("up", "--refresh", "--run-program");
    }, /REBUILD of default\/workload-snc refused: with --refresh and --run-program/);
  });

  it("is none where the run leaves all of it out, or nothing", () => {
    partial("up");
    partial("up", "--target", harmless[3]?.urn ?? "");
    partial("up", "--exclude", "**workload-snc-*", "--exclude", "**::management");
  });
});

describe("a roll to another version of which the command line leaves a part out", () => {
  const partial = (...args: string[]) => {
    refusePartialRoll(site, state, new EngineCommand(args));
  };

  it("is refused, since the gate or the packages of the new version may be what is left out", () => {
    for (const { urn } of [...inChain, ...harmless.slice(0, 1)]) {
      assert.throws(() => {
        partial("up", "--target", urn);
      }, /ROLL of default\/workload-snc refused: --target/);
    }
    for (const args of [
      ["--exclude", harmless[0]?.urn ?? ""],
      ["--target", harmless[3]?.urn ?? "", "--target-dependents"],
    ]) {
      assert.throws(() => {
        partial("up", ...args);
      }, /Nothing was changed/);
    }
  });

  it("is left to the engine where the run includes all of it, or nothing", () => {
    partial("up");
    partial("up", "--refresh", "--run-program");
    partial("up", "--target", harmless[3]?.urn ?? "");
    partial("up", "--exclude", "**workload-snc-*", "--exclude", "**::management");
    refusePartialRoll(site, state, undefined);
  });
});
