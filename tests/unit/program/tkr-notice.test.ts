/** What a preview reports of a TKr that the stack did not install. */
import assert from "node:assert/strict";
import { tkrNotice, tkrWarning } from "../../../src/program/tkr-notice.js";

const version = "v1.28.9+vmware.1-tiny.1-tkg.2";
const tkr = {
  ...{ name: "v1.28.9---vmware.1-tiny.1-tkg.2", version, isDeactivated: false, isIncompatible: false },
  ...{ unmet: [], osImages: [], packages: [] },
};

describe("the notice of a TKr that is used as it is", () => {
  it("names what is not created, and that destroy leaves it", () => {
    const notice = tkrNotice(version, { configMap: false });
    assert.match(notice, /^TKr v1\.28\.9\S+ is on the management cluster, and this stack did not install it/);
    assert.match(notice, /Neither compatibility ConfigMap nor Package is created/);
    assert.match(notice, /pulumi destroy leaves the TKr in place \(tkg-edge:management\.tkr\.install\)/);
    assert.match(
      tkrNotice(version, { configMap: true }),
      /compatibility ConfigMap, which is all that is created/,
    );
  });

  it("has a warning for one that can be used for no node, unless the ConfigMap makes it compatible", () => {
    const unready = [{ type: "Ready", text: "Ready=False" }];
    const incompatible = [{ type: "Compatible", text: "Compatible=False" }];
    assert.equal(tkrWarning(version, { tkr }), undefined);
    assert.match(tkrWarning(version, { tkr: { ...tkr, unmet: unready } }) ?? "", /is not Ready$/);
    assert.match(tkrWarning(version, { tkr: { ...tkr, isDeactivated: true } }) ?? "", /is deactivated/);
    assert.equal(
      tkrWarning(version, { tkr: { ...tkr, isIncompatible: true, unmet: incompatible } }),
      undefined,
    );
  });
});
