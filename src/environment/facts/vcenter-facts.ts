/**
 * What one run reads of one vCenter: everything once, when it is first wanted, however many judgements and sites want it. Not
 * for waits, nor for what changes something there and has to see it.
 */
import type { ObjectReference } from "../../clients/vcenter-privileges.js";
import type { Govc, VcenterAddress } from "../../clients/vcenter.js";
import { UserError } from "../../config/problem.js";
import { datastoreAt, objectAt, objectMatching, type DatastoreFacts } from "./inventory-object.js";
import { machineAt, type MachineFacts } from "./machine-at.js";
import { ovaProperties, type OvaProperties } from "./ova-properties.js";
import { Remembered } from "./remembered.js";
import { readLogin, type LoginFacts } from "./vcenter-login.js";
import { virtualMachines, type VirtualMachine } from "./virtual-machine.js";

/** How questions are sent to one vCenter. */
export interface VcenterTransport {
  readonly govc: Govc;
  /** The user's privileges by object; govc has no command for them. */
  readonly privileges: (
    objects: readonly ObjectReference[],
  ) => Promise<ReadonlyMap<ObjectReference, ReadonlySet<string>>>;
}

export class VcenterFacts {
  readonly #remembered = new Remembered();
  /** Private, as it holds the password: neither an inspection nor JSON shows it. */
  readonly #address: VcenterAddress;
  readonly #govc: Govc;
  readonly #privileges: VcenterTransport["privileges"];

  /** @param transport sends each question */
  constructor(address: VcenterAddress, { govc, privileges }: VcenterTransport) {
    this.#address = address;
    this.#govc = govc;
    this.#privileges = privileges;
  }

  /** Who logs in. */
  get username(): string {
    return this.#address.username;
  }

  /** Whether it is reached so, and logged in to with the same user and password. */
  isAt({ server, username, password, thumbprint, caFile }: VcenterAddress): boolean {
    const own = this.#address;
    return (
      own.server === server &&
      own.username === username &&
      own.password === password &&
      own.thumbprint === thumbprint &&
      own.caFile === caFile
    );
  }

  /** The one try of the password for each run: many of them would lock the account. */
  login(): Promise<LoginFacts> {
    const { password: _, ...address } = this.#address;
    return this.#remembered.once(["login"], async () =>
      readLogin(address, await this.#govc(["about", "-json"])),
    );
  }

  /** Machines and templates of a datacenter, which is an inventory path. @throws UserError when vCenter does not answer */
  machines(datacenter: string): Promise<readonly VirtualMachine[]> {
    return this.#once(["machines", datacenter], () => virtualMachines(this.#govc, datacenter));
  }

  /** The machine at an inventory path, without those beside it. @throws UserError when vCenter does not answer */
  machineAt(path: string): Promise<MachineFacts | undefined> {
    return this.#once(["machine", path], () => machineAt(this.#govc, path));
  }

  /** What is at an inventory path; undefined for nothing. @throws UserError when vCenter does not answer */
  objectAt(path: string): Promise<ObjectReference | undefined> {
    return this.#once(["at", path], () => objectAt(this.#govc, path));
  }

  /** The one object that a path matches when it is read as a pattern. @throws UserError when vCenter does not answer */
  objectMatching(path: string): Promise<ObjectReference | undefined> {
    return this.#once(["matching", path], () => objectMatching(this.#govc, path));
  }

  /** @throws UserError when vCenter does not answer, or has no such datastore */
  datastore(path: string): Promise<DatastoreFacts> {
    return this.#once(["datastore", path], () => datastoreAt(this.#govc, path));
  }

  /** The user's own, by object. @throws UserError when vCenter does not answer */
  privileges(
    objects: readonly ObjectReference[],
  ): Promise<ReadonlyMap<ObjectReference, ReadonlySet<string>>> {
    return this.#once(["privileges", ...objects], () => this.#privileges(objects));
  }

  /** Of an OVA on this machine, by the tool that imports it. @throws UserError when the file is no complete OVA of the TKG kind */
  ovaProperties(file: string): Promise<OvaProperties> {
    return this.#remembered.once(["OVA", file], () => ovaProperties(this.#govc, file));
  }

  /** Everything but the login waits until that is accepted. @throws UserError where it is not */
  #once<T>(question: readonly string[], read: () => Promise<T>): Promise<T> {
    return this.#remembered.once(question, async () => {
      const login = await this.login();
      if (login.result === "accepted") return read();
      throw new UserError(`vCenter ${this.#address.server} was not queried: the login failed ${login.words}`);
    });
  }
}
