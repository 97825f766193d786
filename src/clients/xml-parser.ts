/**
 * What is imported of a CommonJS package when it is needed. In files that bundles share, the bundler gives such a package no
 * names of its own; this module has them.
 */
export { DOMParser, onErrorStopParsing } from "@xmldom/xmldom";
