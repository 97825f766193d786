import assert from "node:assert/strict";
import { dump } from "js-yaml";
import { tkrPackage } from "../../../src/manifests/tkr-package.js";

const version = "v1.25.7+vmware.1-tiny.2-tkg.1";
const name = "tkr-vsphere-edge.tanzu.vmware.com.1.25.7+vmware.1-tiny.2-tkg.1";

function manifest(image: string, packageName = name): string {
  return dump({
    apiVersion: "data.packaging.carvel.dev/v1alpha1",
    kind: "Package",
    metadata: { name: packageName, labels: { "run.tanzu.vmware.com/tkr-package": "" } },
    spec: {
      refName: "tkr-vsphere-edge.tanzu.vmware.com",
      template: {
        spec: { fetch: [{ imgpkgBundle: { image } }], deploy: [{ kapp: { intoNs: "tkg-system" } }] },
      },
    },
  });
}

describe("the TKr's Package", () => {
  it("is put into tkg-system (vendor page, step 2.5) and keeps everything else", () => {
    const image = "projects.registry.vmware.com/tkg/tkr-vsphere-edge:v1.25.7_vmware.1-tiny.2-tkg.1";
    const built = tkrPackage(manifest(image), version, "projects.registry.vmware.com/tkg");
    assert.deepEqual(built.metadata, {
      name,
      namespace: "tkg-system",
      labels: { "run.tanzu.vmware.com/tkr-package": "" },
    });
    assert.deepEqual(built.spec, {
      refName: "tkr-vsphere-edge.tanzu.vmware.com",
      template: {
        spec: { fetch: [{ imgpkgBundle: { image } }], deploy: [{ kapp: { intoNs: "tkg-system" } }] },
      },
    });
  });

  it("takes its image from the registry that the bundle was pulled from, because relocation leaves its text alone", () => {
    const image = "projects.registry.vmware.com/tkg/tkr-vsphere-edge:v1.25.7_vmware.1-tiny.2-tkg.1";
    const built = tkrPackage(manifest(image), version, "registry.example.com:5000/mirror/tkg");
    assert.match(
      JSON.stringify(built.spec),
      /"image":"registry\.example\.com:5000\/mirror\/tkg\/tkr-vsphere-edge:v1\.25\.7_vmware\.1-tiny\.2-tkg\.1"/,
    );
  });

  it("is refused when the bundle holds another one", () => {
    assert.throws(
      () => tkrPackage(manifest("a/b:c", "other.1.0.0"), version, "a"),
      /"other\.1\.0\.0"; expected Package/,
    );
    assert.throws(() => tkrPackage("", version, "a"), /is nothing ""/);
  });
});
