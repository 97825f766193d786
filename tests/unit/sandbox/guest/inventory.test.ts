import assert from "node:assert/strict";
import { govcEnvironment, Inventory } from "../../../../sandbox/guest/vcenter.js";

const set = (name: string, val: unknown) => ({ name, val });
const enter = {
  kind: "enter",
  obj: { value: "vm-62" },
  changeSet: [
    set("name", "node"),
    set("config.uuid", "EF6A6A7C-9CAA-537E-907E-E34A94C9F43F"),
    set("config.hardware.numCPU", 4),
    set("config.hardware.memoryMB", 4096),
    set("config.extraConfig", { _value: [{ key: "guestinfo.userdata", value: "eA==" }] }),
    set("runtime.powerState", "poweredOff"),
  ],
} as const;

describe("the guest's view of vCenter", () => {
  it("follows a virtual machine from its appearance to its end", () => {
    const inventory = new Inventory();
    inventory.apply(enter);
    const [before] = inventory.list();
    assert.deepEqual(
      { ...before, extraConfig: [...before!.extraConfig] },
      {
        moid: "vm-62",
        name: "node",
        biosUuid: "ef6a6a7c-9caa-537e-907e-e34a94c9f43f",
        poweredOn: false,
        cpus: 4,
        memoryMiB: 4096,
        extraConfig: [["guestinfo.userdata", "eA=="]],
      },
    );
    const changeSet = [set("runtime.powerState", "poweredOn")];
    inventory.apply({ kind: "modify", obj: { value: "vm-62" }, changeSet });
    assert.equal(inventory.list()[0]?.poweredOn, true);
    inventory.apply({ kind: "leave", obj: { value: "vm-62" } });
    assert.deepEqual(inventory.list(), []);
  });

  it("leaves out a virtual machine that has no identity yet", () => {
    const inventory = new Inventory();
    inventory.apply({ kind: "enter", obj: { value: "vm-1" }, changeSet: [set("name", "half")] });
    assert.deepEqual(inventory.list(), []);
  });

  it("gives govc its credentials by environment, checked by the sandbox's authority", () => {
    const vcenter = { server: "127.66.3.5:8989", username: "u", password: "p", caFile: "/ca.pem" };
    const environment = govcEnvironment(vcenter);
    assert.equal(environment.GOVC_PASSWORD, "p");
    assert.equal(environment.GOVC_TLS_CA_CERTS, "/ca.pem");
    assert.equal(environment.GOVC_INSECURE, undefined);
  });
});
