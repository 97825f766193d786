/** What vCenter answers to the question for privileges, and its faults. */
import assert from "node:assert/strict";
import { faultOf, readPrivileges } from "../../../src/clients/vcenter-privileges.js";

const answer = (results: string, prefix = ""): string => {
  const name = prefix === "" ? "xmlns" : `xmlns:${prefix}`;
  return (
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">` +
    `<soapenv:Body><Response ${name}="urn:vim25">${results}</Response></soapenv:Body></soapenv:Envelope>`
  );
};
const read = async (xml: string) =>
  [...(await readPrivileges(xml))].map(([object, privileges]) => [object, [...privileges]]);

describe("the privileges of a user", () => {
  it("are read by object", async () => {
    const results =
      '<returnval><entity type="Folder">group-v3</entity><privileges>System.View</privileges><privileges>VirtualMachine.Inventory.Create</privileges></returnval>' +
      '<returnval><entity type="Datastore">datastore-12</entity><privileges>System.View</privileges></returnval>';
    assert.deepEqual(await read(answer(results)), [
      ["Folder:group-v3", ["System.View", "VirtualMachine.Inventory.Create"]],
      ["Datastore:datastore-12", ["System.View"]],
    ]);
  });

  it("may be none", async () => {
    const results = '<returnval><entity type="Folder">group-v3</entity></returnval>';
    assert.deepEqual(await read(answer(results)), [["Folder:group-v3", []]]);
    assert.deepEqual(await read(answer("")), []);
  });

  it("are read whatever the prefix, the order of attributes, comments and entities", async () => {
    const results =
      `<v:returnval><!-- <v:privileges>No</v:privileges> --><v:entity xsi:type='v:Ref' type='Folder' ` +
      `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">group&#45;v3</v:entity><v:privileges><![CDATA[System.View]]></v:privileges></v:returnval>`;
    assert.deepEqual(await read(answer(results, "v")), [["Folder:group-v3", ["System.View"]]]);
  });

  it("cannot be read from what is no XML", async () => {
    await assert.rejects(readPrivileges("<html><p>bad gateway"));
  });
});

describe("a fault of vCenter", () => {
  it("is shown in its own words, with entities resolved", async () => {
    const fault =
      "<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>Login &amp; session: no</faultstring></soapenv:Fault>";
    assert.equal(await faultOf(answer(fault)), "Login & session: no");
  });

  it("is none in an answer without one, or that is no XML", async () => {
    assert.equal(await faultOf(answer("")), undefined);
    assert.equal(await faultOf("<html><p>bad gateway"), undefined);
    assert.equal(await faultOf(""), undefined);
  });
});
