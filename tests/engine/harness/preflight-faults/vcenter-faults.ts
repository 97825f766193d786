/** What can be wrong with vCenter, its inventory, and the OVA. */
import { join } from "node:path";
import { siteOnly, switchFaults, type PreflightFault } from "./scene.js";

export const vcenterFaults: readonly PreflightFault[] = [
  {
    title: "a wrong thumbprint",
    check: "vcenter-certificate",
    overrides: () => ({ connection: { vcenter: { thumbprint: "00:".repeat(19) + "00" } } }),
    texts: [/00:00/, /connection\.vcenter\.thumbprint/, /shows "[0-9A-F:]{59}"/],
  },
  {
    title: "a CA that did not sign vCenter's certificate",
    check: "vcenter-certificate",
    overrides: ({ sandbox }) => ({
      connection: { vcenter: { caFile: join(sandbox.directory, "pki", "front-proxy-ca.crt") } },
    }),
    texts: [/connection\.vcenter\.caFile/, /issued by tkg-edge sandbox CA/],
  },
  {
    title: "a password that vCenter refuses",
    check: "vcenter-login",
    make: switchFaults({ vcenterLoginFails: true }),
    texts: [/tkg-edge:vcenterPassword/, /refused/],
  },
  {
    title: "a vCenter of version 7",
    check: "vcenter-version",
    make: switchFaults({ vcenterVersion: "7.0.3" }),
    texts: [/version 7\.0\.3/, /version 8/],
  },
  {
    title: "inventory paths that do not exist, or are something else",
    check: "inventory",
    overrides: () => ({
      site: {
        placement: { datastore: "/dc0/datastore/nope", folder: "/dc0/vm/photon-v1.25.7+vmware.1-tiny.2" },
      },
    }),
    texts: [
      /"\/dc0\/datastore\/nope", where nothing is/,
      /"\/dc0\/vm\/photon-\S+", which is a VirtualMachine/,
      /site\.placement\.folder/,
    ],
  },
  {
    title: "a user without privileges",
    check: "vcenter-privileges",
    make: switchFaults({ vcenterRole: "ReadOnly" }),
    texts: [/lacks on "\/dc0\/vm": .*VirtualMachine\.Config\.AddNewDisk/, /Datastore\.AllocateSpace/],
  },
  {
    title: "a datastore that is too small",
    check: "datastore-space",
    overrides: () => ({ site: { machine: { diskGiB: 5000 } } }),
    texts: [/2\d{3} GiB free/, /5000 GiB/],
  },
  {
    title: "an OVA of another operating system",
    check: "ova",
    overrides: ({ sandbox }) => ({
      template: { ova: join(sandbox.directory, "ova", "ubuntu-2004-kube-v1.25.7+vmware.1-tiny.2.ova") },
    }),
    texts: [/ubuntu 2004/, /photon 3/],
  },
  {
    title: "an OVA that is not there",
    check: "ova",
    overrides: () => ({ template: { ova: "nope.ova" } }),
    texts: [/nope\.ova/, /download/],
  },
  {
    title: "no template of the operating system",
    check: "template",
    overrides: () => siteOnly({ os: "ubuntu" }),
    texts: [/"\/dc0", which has no template of TKr/, /VERSION "v1\.25\.7.*ubuntu 2004/],
  },
];
