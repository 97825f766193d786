/**
 * Everything that one run reads of the live environment. Management clusters, vCenters and registries stand side by side, each known by its
 * connection; one that does not answer fails for itself.
 */
import {
  ManagementCluster,
  type ManagementAddress,
  type ManagementReader,
} from "../../clients/management-cluster.js";
import type { RegistryAccess } from "../../clients/tkr-bundle.js";
import { userPrivileges } from "../../clients/vcenter-privileges.js";
import { govcOf, type Govc, type VcenterAddress } from "../../clients/vcenter.js";
import type { VcenterConnection } from "../../config/connection.js";
import { knock, type AddressAnswer } from "./address-answer.js";
import { ManagementFacts } from "./management-facts.js";
import { OvaFacts } from "./ova.js";
import { liveRegistry, RegistryFacts, type RegistryTransport } from "./registry-facts.js";
import { Remembered } from "./remembered.js";
import { readToolVersion, type ToolVersion } from "./tool-version.js";
import { readVcenterCertificate, type CertificateFacts } from "./vcenter-certificate.js";
import { VcenterFacts, type VcenterTransport } from "./vcenter-facts.js";

/** How the environment is reached. */
export interface Transports {
  readonly managementCluster: (address: ManagementAddress) => ManagementReader;
  readonly govc: (address: VcenterAddress) => Govc;
  readonly privileges: (
    address: VcenterAddress,
    ...query: Parameters<VcenterTransport["privileges"]>
  ) => ReturnType<VcenterTransport["privileges"]>;
  readonly certificate: (vcenter: VcenterConnection) => Promise<CertificateFacts>;
  readonly registry: RegistryTransport;
  readonly toolVersion: (tool: string, args: readonly string[]) => Promise<ToolVersion>;
  readonly knock: (host: string, port: number) => Promise<AddressAnswer>;
}

const live: Transports = {
  managementCluster: (address) => new ManagementCluster(address),
  govc: govcOf,
  privileges: userPrivileges,
  certificate: readVcenterCertificate,
  registry: liveRegistry,
  toolVersion: readToolVersion,
  knock,
};

export class Facts {
  readonly #remembered = new Remembered();
  readonly #managementClusters = new Map<string, ManagementFacts>();
  /** Not by a key, which would hold the password. */
  readonly #vcenters: VcenterFacts[] = [];
  /** Likewise. */
  readonly #registries: RegistryFacts[] = [];
  readonly #ovas = new Map<string, OvaFacts>();
  readonly #transports: Transports;

  /** @param transports in place of the real ones */
  constructor(transports: Partial<Transports> = {}) {
    this.#transports = { ...live, ...transports };
  }

  managementCluster(address: ManagementAddress): ManagementFacts {
    const { kubeconfig, context } = address;
    const key = JSON.stringify([kubeconfig, context]);
    const known = this.#managementClusters.get(key);
    if (known) return known;
    const facts = new ManagementFacts(this.#transports.managementCluster({ kubeconfig, context }));
    this.#managementClusters.set(key, facts);
    return facts;
  }

  /** @param address with another password it is another: a login is not answered by another's */
  vcenter(address: VcenterAddress): VcenterFacts {
    const known = this.#vcenters.find((one) => one.isAt(address));
    if (known) return known;
    const facts = new VcenterFacts(address, {
      govc: this.#transports.govc(address),
      privileges: (objects) => this.#transports.privileges(address, objects),
    });
    this.#vcenters.push(facts);
    return facts;
  }

  /** @param access with another password it is another */
  registry(access: RegistryAccess): RegistryFacts {
    const known = this.#registries.find((one) => one.isAt(access));
    if (known) return known;
    const facts = new RegistryFacts(access, this.#transports.registry);
    this.#registries.push(facts);
    return facts;
  }

  /** What the server at a vCenter's address shows, before any password is sent there. */
  vcenterCertificate(vcenter: VcenterConnection): Promise<CertificateFacts> {
    const { server, thumbprint, caFile, insecure } = vcenter;
    const question = ["certificate", server, thumbprint, caFile, String(insecure)];
    return this.#remembered.once(question, () => this.#transports.certificate(vcenter));
  }

  /** @param file path of an OVA */
  ova(file: string): OvaFacts {
    const known = this.#ovas.get(file);
    if (known) return known;
    const facts = new OvaFacts(file);
    this.#ovas.set(file, facts);
    return facts;
  }

  /** Of a tool on this machine. @param args by which it prints its version */
  toolVersion(tool: string, args: readonly string[]): Promise<ToolVersion> {
    return this.#remembered.once(["tool", tool, ...args], () => this.#transports.toolVersion(tool, args));
  }

  /** What answers at an address of a Kubernetes API. */
  answerAt(host: string, port: number): Promise<AddressAnswer> {
    return this.#remembered.once(["answer", host, port], () => this.#transports.knock(host, port));
  }
}
