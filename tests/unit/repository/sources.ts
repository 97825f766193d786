/** The project's TypeScript sources, by the rooms that they stand in. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../checkout.js";

/** What a stack runs, and the command line. */
export const productRooms: readonly string[] = [
  "cli",
  "clients",
  "commands",
  "components",
  "config",
  "contracts",
  "environment",
  "explain",
  "fleet",
  "library",
  "manifests",
  "permissions",
  "preflight",
  "program",
];

/** Folder of a room, below the checkout. */
export const folderOf = (room: string): string =>
  productRooms.includes(room) && room !== "components" ? `src/${room}` : room;

/** @returns paths below the checkout, e.g. "src/config/site.ts" */
export const sourcesOf = (rooms: readonly string[]): string[] =>
  rooms.map(folderOf).flatMap((folder) =>
    readdirSync(join(checkout, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `${folder}/${name}`),
  );
