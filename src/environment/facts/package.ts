/** Carvel Packages. */
import * as z from "zod";
import type { LiveObject } from "../../clients/live-object.js";
import { entries, lenient, readAs, text } from "./lenient.js";

const named = z.object({ refName: text });

/** What a Package is a version of; undefined where it does not name that. */
export function refNameOf({ spec }: LiveObject): string | undefined {
  return readAs(named, spec).refName;
}

const fetched = z.object({ imgpkgBundle: lenient(z.object({ image: text })) });
const packageSpec = z.object({
  template: lenient(z.object({ spec: lenient(z.object({ fetch: entries(fetched) })) })),
});

/** Images that the management cluster's controllers pull for a Package. @param spec of the Package */
export function imagesOf(spec: unknown): readonly string[] {
  const steps = readAs(packageSpec, spec).template?.spec?.fetch ?? [];
  return steps.flatMap(({ imgpkgBundle }) => imgpkgBundle?.image ?? []);
}
