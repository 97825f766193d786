/**
 * Environment of a Go program that collects garbage only when its heap comes near a limit. An API server that starts
 * makes much that is soon gone: collecting it as Go does by itself takes a fifth of the start.
 * @param mebibytes soft limit; a program that needs more gets it, and collects all the time then
 */
export function heapUpTo(mebibytes: number): Readonly<Record<string, string>> {
  return { GOGC: "off", GOMEMLIMIT: `${mebibytes}MiB` };
}
