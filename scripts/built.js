// Stands for build.js in the package that users install, which is compiled already (`imports` in its package.json).

/** @returns {boolean} whether a compilation ran. */
export const ensureProductBuilt = () => false;
