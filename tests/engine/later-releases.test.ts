/** Sites on a management cluster of TKG 2.5, as the light sandbox plays it (docs/sandbox.md): stand-ins, and none of the vendor. */
import assert from "node:assert/strict";
import { LiveApis } from "./harness/live-apis.js";
import { useSandbox } from "./harness/sandbox-of-file.js";
import { TestStack } from "./harness/test-stack.js";
import { importMachine } from "./harness/tiny-tkr.js";
import { failed, succeeded } from "./steps/tried-site.js";

const kubernetesVersion = "v1.27.13+vmware.1-tiny.1";
const className = "tkg-vsphere-default-v1.2.0";
const security = (imagePolicy: object) => ({ extraVariables: { security: { imagePolicy } } });

describe("a site on a management cluster of TKG 2.5", function () {
  this.bail(true);
  const file = useSandbox({ profile: "light", settings: { guests: false, release: "2.5.2" } });
  let apis: LiveApis;
  let stack: TestStack;

  before("bring its template", async () => {
    apis = new LiveApis(file.sandbox);
    await importMachine(file.sandbox, apis, `photon-3-kube-${kubernetesVersion}.ova`, "tiny");
    await apis.govc(["vm.markastemplate", "-dc", "/dc0", "tiny"]);
    stack = await TestStack.create(file.sandbox, file.directory, "later", {
      management: undefined,
      template: undefined,
      site: { tkrVersion: `${kubernetesVersion}-tkg.2`, className, ...security({ pullAllways: true }) },
    });
  });

  it("is refused at preview for a misspelt key inside a variable of its class, by config key", async () => {
    const { all } = failed(await stack.preview());
    assert.match(all, /tkg-edge:site\.extraVariables\.security\.imagePolicy\.pullAllways/);
    assert.match(
      all,
      /ClusterClass default\/tkg-vsphere-default-v1\.2\.0 defines no key imagePolicy\.pullAllways/,
    );
    assert.match(all, /expected: pullAlways/);
  });

  it("is created with the right key, on a TKr and a class that the management cluster brought", async () => {
    stack.configure({
      site: { extraVariables: { security: { imagePolicy: { pullAllways: undefined, pullAlways: true } } } },
    });
    succeeded(await stack.up());
    const { spec } = await apis.mustGet("cluster", "workload-snc", "default");
    const { topology } = spec as {
      readonly topology: {
        readonly class: string;
        readonly variables: readonly { readonly name: string; readonly value: unknown }[];
      };
    };
    assert.equal(topology.class, className);
    const { value } =
      topology.variables.find(({ name }) => name === "security") ?? assert.fail("no variable");
    assert.deepEqual(value, { imagePolicy: { pullAlways: true } });
    succeeded(await stack.preview({ expectNoChanges: true }));
  });
});
