import assert from "node:assert/strict";
import { createServer } from "node:net";
import { claimAddressBlock } from "../../../sandbox/address-block.js";
import { addressesOf, blockName, hostPort } from "../../../sandbox/addresses.js";

describe("the addresses of a sandbox", () => {
  it("all lie in its own block", () => {
    const { endpoints, ...fixed } = addressesOf("127.66.3");
    const hosts = [...Object.values(fixed).map(({ host }) => host), ...endpoints];
    assert.deepEqual(
      hosts.filter((host) => !host.startsWith("127.66.3.")),
      [],
    );
    assert.equal(hostPort(fixed.apiServer), "127.66.3.3:6443");
    assert.equal(hostPort(fixed.registry), "127.66.3.4:5000");
    assert.equal(hostPort(fixed.vcenter), "127.66.3.5:8989");
    assert.equal(hostPort(fixed.webhooks), "127.66.3.6:9443");
    assert.equal(endpoints.length, 50);
    assert.deepEqual([endpoints[0], endpoints.at(-1)], ["127.66.3.50", "127.66.3.99"]);
  });

  it("never share an address and port", () => {
    const { endpoints: _, ...fixed } = addressesOf(blockName(0));
    const sockets = Object.values(fixed).map(hostPort);
    assert.equal(new Set(sockets).size, sockets.length);
  });

  it("exist for 255 blocks", () => {
    assert.equal(blockName(254), "127.66.254");
    assert.throws(() => blockName(255), /there is no address block 255: expected 0 to 254/);
    assert.throws(() => blockName(-1), /there is no address block -1/);
  });
});

describe("claimAddressBlock", () => {
  it("gives two claimants different blocks, and takes a block back on release", async () => {
    const first = await claimAddressBlock();
    const second = await claimAddressBlock();
    assert.notEqual(first.block, second.block);
    await first.release();
    const third = await claimAddressBlock();
    await Promise.all([second.release(), third.release()]);
    // Another sandbox on this machine may have taken the first meanwhile; never the second, which was held.
    assert.notEqual(third.block, second.block);
  });

  it("leaves out a block in which something listens", async () => {
    const probe = await claimAddressBlock();
    await probe.release();
    const occupant = createServer();
    const { apiServer } = addressesOf(probe.block);
    await new Promise<void>((resolve, reject) => {
      occupant.once("error", reject);
      occupant.listen(apiServer, resolve);
    });
    try {
      const claim = await claimAddressBlock();
      await claim.release();
      assert.notEqual(claim.block, probe.block);
    } finally {
      await new Promise((resolve) => occupant.close(resolve));
    }
  });
});
