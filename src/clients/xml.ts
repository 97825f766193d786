/** XML as vCenter and the descriptors of OVAs write it. */
import type { Document } from "@xmldom/xmldom";

/** @throws Error when the text is no XML */
export async function parseXml(text: string): Promise<Document> {
  // Loaded when it is needed: most runs need it for nothing.
  const { DOMParser, onErrorStopParsing } = await import("./xml-parser.js");
  return new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, "text/xml");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A text as the content of an element or of an attribute in double quotes. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
