/** Whether an OVA file is all there, told from the headers of its tar archive. */
import { open, type FileHandle } from "node:fs/promises";
import { tarEntries } from "../clients/tar-entries.js";
import { UserError } from "../config/problem.js";

/**
 * @throws UserError when the file ends before what it announces
 */
export async function checkComplete(ova: string): Promise<void> {
  const file = await open(ova).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error);
    throw new UserError(`tkg-edge:template.ova: ${ova} cannot be read: ${said}`);
  });
  try {
    const { size } = await file.stat();
    const announced = await announcedBytes(file);
    if (announced === undefined) {
      throw new UserError(
        `tkg-edge:template.ova: ${ova} is no OVA (its first bytes are those of no tar archive); expected the file that the vendor offers`,
      );
    }
    if (announced > size) {
      throw new UserError(
        `tkg-edge:template.ova: ${ova} is cut short: it has ${size} bytes and needs at least ${announced}. ` +
          "Download it again, and compare its checksum with the vendor's; nothing was uploaded.",
      );
    }
  } finally {
    await file.close();
  }
}

/** Where the last entry ends; undefined for a file that is no archive. */
async function announcedBytes(file: FileHandle): Promise<number | undefined> {
  let announced: number | undefined;
  for await (const { end } of tarEntries(file)) announced = end;
  return announced;
}
