/** The sentences by which a preview reports what taking a cluster over changes; `tkg-edge adopt` reads them back. */

/** What every such report begins with. */
export const takingOverHead = "taking over ";

/** The end of a report without changes. */
export const nothingChanges = "Nothing changes but labels and annotations.";

/** Before each change. */
export const changeIndent = "    ";
