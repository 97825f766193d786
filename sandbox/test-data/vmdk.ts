// Writes an empty disk in VMware's stream-optimised VMDK format (Virtual Disk Format 5.0, "Stream-Optimized Compressed
// Sparse Extents"), the form in which OVAs carry disks. No grain is stored, so that a disk of any size is a few kilobytes.

const sectorBytes = 512;
const grainSectors = 128;
const entriesPerTable = 512;
const descriptorSectors = 20;
/** Where the stream's markers begin: header and descriptor, rounded up to a grain. */
const overheadSectors = 128;
const directoryAtEnd = 0xffff_ffff_ffff_ffffn;

const marker = { endOfStream: 0, grainDirectory: 2, footer: 3 } as const;

/**
 * @param capacityBytes Size of the disk, a multiple of 64 KiB.
 * @throws Error when the size is none that the format can hold.
 */
export function emptyStreamOptimisedDisk(capacityBytes: number): Buffer {
  const grains = capacityBytes / sectorBytes / grainSectors;
  if (!Number.isInteger(grains) || grains <= 0) {
    throw new Error(
      `a disk of ${capacityBytes} bytes: expected a positive multiple of ${grainSectors * sectorBytes}`,
    );
  }
  const capacitySectors = grains * grainSectors;
  const directory = Buffer.alloc(roundUp(Math.ceil(grains / entriesPerTable) * 4));
  // After the overhead come: marker, directory, marker, footer, end.
  const directoryOffset = BigInt(overheadSectors + 1);
  return Buffer.concat([
    header(capacitySectors, directoryAtEnd),
    padded(Buffer.from(descriptor(capacitySectors), "ascii"), descriptorSectors),
    Buffer.alloc((overheadSectors - 1 - descriptorSectors) * sectorBytes),
    markerSector(marker.grainDirectory, directory.length / sectorBytes),
    directory,
    markerSector(marker.footer, 1),
    header(capacitySectors, directoryOffset),
    markerSector(marker.endOfStream, 0),
  ]);
}

function header(capacitySectors: number, directoryOffset: bigint): Buffer {
  const sector = Buffer.alloc(sectorBytes);
  sector.write("KDMV", 0, "ascii");
  sector.writeUInt32LE(3, 4); // version
  sector.writeUInt32LE(0x3_0001, 8); // valid newline test, compressed grains, markers
  sector.writeBigUInt64LE(BigInt(capacitySectors), 12);
  sector.writeBigUInt64LE(BigInt(grainSectors), 20);
  sector.writeBigUInt64LE(1n, 28); // descriptor's first sector
  sector.writeBigUInt64LE(BigInt(descriptorSectors), 36);
  sector.writeUInt32LE(entriesPerTable, 44);
  sector.writeBigUInt64LE(0n, 48); // no redundant directory
  sector.writeBigUInt64LE(directoryOffset, 56);
  sector.writeBigUInt64LE(BigInt(overheadSectors), 64);
  sector.write("\n \r\n", 73, "ascii"); // shows whether a transfer has changed line ends
  sector.writeUInt16LE(1, 77); // deflate
  return sector;
}

function markerSector(type: number, sectors: number): Buffer {
  const sector = Buffer.alloc(sectorBytes);
  sector.writeBigUInt64LE(BigInt(sectors), 0);
  sector.writeUInt32LE(type, 12);
  return sector;
}

function descriptor(capacitySectors: number): string {
  const cylinders = Math.min(Math.ceil(capacitySectors / (255 * 63)), 65535);
  return [
    "# Disk DescriptorFile",
    "version=1",
    "CID=7e57d15c",
    "parentCID=ffffffff",
    'createType="streamOptimized"',
    "",
    `RDONLY ${capacitySectors} SPARSE "disk.vmdk"`,
    "",
    'ddb.adapterType = "lsilogic"',
    `ddb.geometry.cylinders = "${cylinders}"`,
    'ddb.geometry.heads = "255"',
    'ddb.geometry.sectors = "63"',
    'ddb.virtualHWVersion = "15"',
    "",
  ].join("\n");
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / sectorBytes) * sectorBytes;
}

function padded(content: Buffer, sectors: number): Buffer {
  return Buffer.concat([content, Buffer.alloc(sectors * sectorBytes - content.length)]);
}
