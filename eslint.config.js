import { join } from "node:path";
import prettier from "eslint-config-prettier";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

export default tseslint.config(
  // A program of a user is compiled against the package, by its own tsconfig.json (tests/engine/package.test.ts).
  { ignores: ["dist/", "node_modules/", "sdks/", ".sandbox/", "examples/library/"] },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    plugins: { "import-x": importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "no-shadow": "off",
      "@typescript-eslint/no-shadow": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "import-x/no-default-export": "error",
      "import-x/no-cycle": "error",
      "import-x/order": ["error", { alphabetize: { order: "asc" }, "newlines-between": "never" }],
    },
  },
  {
    // What is there is read and judged in environment/; otherwise only what changes things, in commands/, uses the clients.
    files: [
      "index.ts",
      "components/**/*.ts",
      ...["cli", "explain", "fleet", "library", "preflight", "program"].map((room) => `src/${room}/**/*.ts`),
    ],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          paths: [{ name: "node:net", message: "Read it by environment/facts." }],
          patterns: [
            {
              // What is no question to another system: names, paths, deadlines, this machine's processes and files.
              regex: `/clients/(?!(${[
                ...["resource-kinds", "inventory-paths", "template-notes"],
                ...["patience", "process-identity", "own-signals"],
                ...[
                  "ca-file",
                  "foreign-connections",
                  "free-space",
                  "kubeconfig",
                  "kustomize",
                  "read-password",
                  "revision-files",
                  "tool",
                  "vcenter",
                  "vcenter-requests",
                ],
              ].join("|")})\\.js$)`,
              allowTypeImports: true,
              message: "Read it by environment/facts, which reads each thing once.",
            },
            {
              regex: "/clients/vcenter\\.js$",
              importNames: ["withGovc", "govcOf"],
              message: "Read it by environment/facts, which reads each thing once.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["src/environment/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "^(\\.\\./)+(cli|commands|components|explain|preflight|program)/",
              message: "environment/ stands below these rooms.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["src/environment/judgements/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "^(node:|(\\.\\./)+(cli|commands|components|explain|preflight|program)/)",
              message: "A judgement is pure: it takes facts.",
            },
            {
              // How a path or a note is written is no question to anybody.
              regex: "/clients/(?!(inventory-paths|template-notes)\\.js)",
              allowTypeImports: true,
              message: "A judgement is pure: it takes facts.",
            },
          ],
        },
      ],
    },
  },
  {
    // Pulumi resources are constructed for their effect on the resource graph.
    files: ["components/**/*.ts", "index.ts"],
    rules: { "no-new": "off" },
  },
  {
    // A stack needs no more than what package.json names as its dependencies.
    files: ["index.ts", "components/**/*.ts", "src/**/*.ts"],
    rules: { "import-x/no-extraneous-dependencies": ["error", { devDependencies: false }] },
  },
  {
    files: ["sandbox/**/*.ts"],
    rules: {
      "import-x/no-extraneous-dependencies": ["error", { packageDir: join(import.meta.dirname, "sandbox") }],
    },
  },
  {
    files: ["policy/**/*.ts"],
    rules: {
      "import-x/no-extraneous-dependencies": [
        "error",
        { packageDir: [join(import.meta.dirname, "policy"), import.meta.dirname] },
      ],
    },
  },
  {
    files: ["tests/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  prettier,
);
