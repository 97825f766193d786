// Writes the OVF descriptor of a tiny OVA: the machine that a node image of TKG describes, with the vApp properties by
// which TKG recognises it.

/** Content of the descriptor. */
export interface OvfInput {
  /** Name of the virtual machine. */
  readonly name: string;
  /** vSphere's guest id, e.g. "vmwarePhoton64Guest". */
  readonly guestId: string;
  /** Number of the guest system in CIM_OperatingSystem. */
  readonly osId: number;
  readonly disk: { readonly file: string; readonly fileBytes: number; readonly capacityGiB: number };
  /** vApp properties of the product "Cluster API Provider (CAPI)". */
  readonly properties: Readonly<Record<string, string>>;
}

/** The category by which Cluster API's image tools, and TKG after them, mark their properties. */
const category = "Cluster API Provider (CAPI)";

const note =
  "Made by the tkg-edge sandbox. It stands in for a node image: the disk is empty, and it boots nothing.";

export function renderOvf(input: OvfInput): string {
  const { name, guestId, osId, disk, properties } = input;
  const property = ([key, value]: [string, string]): string =>
    `      <Property ovf:key="${escape(key)}" ovf:type="string" ovf:userConfigurable="false" ovf:value="${escape(value)}"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData" xmlns:vmw="http://www.vmware.com/schema/ovf" xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData">
  <References>
    <File ovf:href="${escape(disk.file)}" ovf:id="file1" ovf:size="${disk.fileBytes}"/>
  </References>
  <DiskSection>
    <Info>Virtual disks</Info>
    <Disk ovf:capacity="${disk.capacityGiB}" ovf:capacityAllocationUnits="byte * 2^30" ovf:diskId="vmdisk1" ovf:fileRef="file1" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized" ovf:populatedSize="0"/>
  </DiskSection>
  <NetworkSection>
    <Info>Networks</Info>
    <Network ovf:name="nic0"><Description>The node's network</Description></Network>
  </NetworkSection>
  <VirtualSystem ovf:id="${escape(name)}">
    <Info>A virtual machine</Info>
    <Name>${escape(name)}</Name>
    <AnnotationSection>
      <Info>Where this comes from</Info>
      <Annotation>${escape(note)}</Annotation>
    </AnnotationSection>
    <OperatingSystemSection ovf:id="${osId}" vmw:osType="${escape(guestId)}">
      <Info>The guest operating system</Info>
    </OperatingSystemSection>
    <VirtualHardwareSection>
      <Info>Virtual hardware</Info>
      <System>
        <vssd:ElementName>Virtual Hardware Family</vssd:ElementName>
        <vssd:InstanceID>0</vssd:InstanceID>
        <vssd:VirtualSystemIdentifier>${escape(name)}</vssd:VirtualSystemIdentifier>
        <vssd:VirtualSystemType>vmx-15</vssd:VirtualSystemType>
      </System>
${hardwareItems().join("\n")}
    </VirtualHardwareSection>
    <ProductSection ovf:required="false">
      <Info>Cluster API Provider (CAPI)</Info>
      <Product>${escape(name)}</Product>
      <Category>${category}</Category>
${Object.entries(properties).map(property).join("\n")}
    </ProductSection>
  </VirtualSystem>
</Envelope>
`;
}

/** Resource types of CIM that an item names. */
const resourceType = { processor: 3, memory: 4, scsi: 6, ethernet: 10, disk: 17 } as const;

function hardwareItems(): string[] {
  return [
    item({
      AllocationUnits: "hertz * 10^6",
      ElementName: "2 virtual CPU(s)",
      InstanceID: 1,
      ResourceType: resourceType.processor,
      VirtualQuantity: 2,
    }),
    item({
      AllocationUnits: "byte * 2^20",
      ElementName: "2048MB of memory",
      InstanceID: 2,
      ResourceType: resourceType.memory,
      VirtualQuantity: 2048,
    }),
    item({
      Address: 0,
      ElementName: "SCSI Controller 0",
      InstanceID: 3,
      ResourceSubType: "VirtualSCSI",
      ResourceType: resourceType.scsi,
    }),
    item({
      AddressOnParent: 0,
      ElementName: "Hard Disk 1",
      HostResource: "ovf:/disk/vmdisk1",
      InstanceID: 4,
      Parent: 3,
      ResourceType: resourceType.disk,
    }),
    item({
      AddressOnParent: 7,
      AutomaticAllocation: "true",
      Connection: "nic0",
      ElementName: "Ethernet 1",
      InstanceID: 5,
      ResourceSubType: "VmxNet3",
      ResourceType: resourceType.ethernet,
    }),
  ];
}

/** One virtual device; the schema wants its elements in alphabetical order. */
function item(elements: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(elements).map(
    ([key, value]) => `        <rasd:${key}>${escape(String(value))}</rasd:${key}>`,
  );
  return ["      <Item>", ...lines, "      </Item>"].join("\n");
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
