// Public constants of the sandbox. They protect nothing: what they open lives on loopback and holds invented data.

/** The simulated vCenter's only user. */
export const vcenterUser = "administrator@vsphere.local";
/** A demo value, known to everybody: never use it anywhere else. */
export const vcenterPassword = "Admin!23";
/** Passphrase of the sandbox's Pulumi state. A demo value, known to everybody. */
export const pulumiPassphrase = "tkg-edge-demo";
