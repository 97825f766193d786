// What the website has and in which order: the one list of its pages. A Markdown file of docs/ that is not in it fails the build.

/** @typedef {{ title: string, pages: [file: string, title: string][] }} Section */

/** Files are relative to the repository; those of website/pages/ are written for the website alone. */
/** @type {Section[]} */
export const sections = [
  {
    title: "Start",
    pages: [
      ["README.md", "Overview"],
      ["docs/sandbox.md", "Try it: the sandbox"],
      ["docs/installing.md", "Install"],
      ["docs/tiny-ova.md", "The Tiny OVA"],
      ["docs/first-site.md", "Tutorial: your first site"],
    ],
  },
  {
    title: "Concepts",
    pages: [
      ["docs/concepts.md", "What happens, and why"],
      ["docs/stacks.md", "Three kinds of stack"],
      ["docs/rebuild.md", "Rebuilds and the gate"],
      ["docs/drift.md", "Drift"],
      ["docs/guarantees.md", "Guarantees"],
      ["docs/releases.md", "TKG releases"],
      ["docs/vendor-page.md", "The vendor page"],
    ],
  },
  {
    title: "How to",
    pages: [
      ["docs/flat-file.md", "Convert a flat file"],
      ["docs/adopting.md", "Take over a running cluster"],
      ["docs/fleet.md", "Run a fleet"],
      ["docs/policies.md", "Set policies for a fleet"],
      ["docs/fleet-operator.md", "Run a fleet by the operator"],
      ["docs/after-rebuild.md", "Fill a new cluster"],
      ["docs/address-pool.md", "Static addresses"],
      ["docs/library.md", "Use the components in a program"],
      ["docs/connections.md", "Change a connection"],
      ["docs/preflight.md", "Check an environment"],
      ["docs/permissions.md", "Give each login its rights"],
      ["docs/resume.md", "After a stopped run"],
    ],
  },
  {
    title: "Reference",
    pages: [
      ["docs/reference.md", "Keys of a stack"],
      ["docs/commands.md", "Commands"],
      ["docs/troubleshooting.md", "Troubleshooting by message"],
      ["docs/performance.md", "Performance"],
      ["docs/workarounds.md", "Workarounds"],
    ],
  },
  {
    title: "Project",
    pages: [
      ["CHANGELOG.md", "Release notes"],
      ["docs/versioning.md", "Versioning"],
      ["ARCHITECTURE.md", "Architecture"],
      ["CONTRIBUTING.md", "Contributing"],
      ["SECURITY.md", "Security"],
    ],
  },
];

/** Folders whose Markdown files are pages too, listed on a page of their own. */
export const folders = [["docs/adr", "Decisions"]];

/** The landing page, which is in no list. */
export const landing = "website/pages/index.md";
