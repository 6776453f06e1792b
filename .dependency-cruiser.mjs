/** Folders of the engine that all others may import. */
const ground = ["memory", "messages"];

/**
 * What each folder of the engine may import beside itself, the ground and the contract.
 *
 * @type {Record<string, string[]>}
 */
const materials = {
  memory: [],
  messages: [],
  job: [],
  policy: [],
  parts: [],
  archive: ["parts"],
  seal: [],
  pipeline: ["archive", "parts", "seal"],
  transfer: [],
  manifest: ["seal"],
  catalog: ["transfer", "manifest"],
  state: ["job"],
};

/** The same with the use cases on top of all materials, and the operations on top of the use cases. */
const layers = {
  ...materials,
  backup: Object.keys(materials),
  restore: Object.keys(materials),
  schedule: [...Object.keys(materials), "backup"],
  reconciliation: [...Object.keys(materials), "restore"],
  operations: [...Object.keys(materials), "backup", "restore", "schedule", "reconciliation"],
};

/**
 * The direction of imports. Contract and plugins know nothing above them; the engine's folders form layers.
 *
 * @satisfies {import("dependency-cruiser").IConfiguration}
 */
const configuration = {
  forbidden: [
    {
      name: "resolved",
      comment: "An import that cannot be followed escapes every other rule.",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-cycles",
      comment: "Data flows one way.",
      from: {},
      to: { circular: true },
    },
    {
      name: "declared-dependencies-in-src",
      comment: "A package that works only because npm hoisted something breaks at its user's.",
      from: { path: "^(core|plugins|adapters)/[^/]+/src/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "no-development-dependencies-in-src",
      comment: "They are not installed at the user's.",
      from: { path: "^(core|plugins|adapters)/[^/]+/src/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm", "npm-peer"] },
    },
    {
      name: "packages-meet-at-their-exports",
      comment: "Another package is imported by its name, never by a relative path.",
      from: { path: "^([^/]+/[^/]+)/" },
      to: { path: "^(core|plugins|adapters)/", pathNot: "^$1/", dependencyTypes: ["local"] },
    },
    {
      name: "only-tests-import-tests",
      from: { pathNot: "/test/" },
      to: { path: "/test/" },
    },
    {
      name: "tests-import-tests-of-their-own-package",
      from: { path: "^(.+?)/test/" },
      to: { path: "/test/", pathNot: "^$1/test/" },
    },
    {
      name: "tsyringe-in-compose-only",
      comment: "Classes take plain constructor arguments; two copies of tsyringe do not see each other.",
      from: { pathNot: "^core/engine/src/compose[.]ts$" },
      to: { path: "(^|/)node_modules/(tsyringe|reflect-metadata)/" },
    },
    {
      name: "contract-imports-nothing",
      from: { path: "^core/contract/src/" },
      to: { pathNot: "^core/contract/src/", dependencyTypesNot: ["core"] },
    },
    {
      name: "conformance-imports-the-contract-only",
      from: { path: "^core/conformance/src/" },
      to: { path: "^(core|plugins|adapters)/", pathNot: "^core/(contract|conformance)/src/" },
    },
    {
      name: "engine-knows-no-plugin",
      from: { path: "^core/engine/src/" },
      to: { path: "^(core|plugins|adapters)/", pathNot: "^core/(contract|engine)/src/" },
    },
    {
      name: "plugins-import-the-contract-only",
      comment: "FTPS, HTTPS and SCP stand on their plain sibling; nothing else is shared.",
      from: { path: "^plugins/([^/]+)/src/" },
      to: {
        path: "^(core|plugins|adapters)/",
        pathNot: ["^core/contract/src/", "^plugins/$1/src/", "^plugins/(ftp|http|sftp)/src/"],
      },
    },
    ...Object.entries({ ftp: "ftps", http: "https", sftp: "scp" }).map(([plain, sibling]) => ({
      name: `${plain}-is-imported-by-${sibling}-only`,
      from: { path: "^plugins/[^/]+/src/", pathNot: `^plugins/(${plain}|${sibling})/src/` },
      to: { path: `^plugins/${plain}/src/` },
    })),
    {
      name: "adapters-import-engine-and-plugins",
      from: { path: "^adapters/([^/]+)/src/" },
      to: {
        path: "^(core|plugins|adapters)/",
        pathNot: [
          "^core/(contract|engine)/src/",
          "^plugins/(?!create/|testservers/)[^/]+/src/",
          "^adapters/",
        ],
      },
    },
    {
      name: "in-process-imports-no-adapter",
      from: { path: "^adapters/in-process/src/" },
      to: { path: "^adapters/", pathNot: "^adapters/in-process/" },
    },
    {
      name: "rest-imports-no-adapter-but-in-process",
      from: { path: "^adapters/rest/src/" },
      to: { path: "^adapters/", pathNot: "^adapters/(rest|in-process)/" },
    },
    {
      name: "engine-folders-are-known",
      comment: "A new folder takes its place among the layers above.",
      from: {},
      to: {
        path: "^core/engine/src/[^/]+/",
        pathNot: `^core/engine/src/(${Object.keys(layers).join("|")})/`,
      },
    },
    ...Object.entries(layers).map(([folder, imports]) => ({
      name: `engine-${folder}`,
      comment: `${folder}/ may import ${[...imports, ...ground].join("/, ")}/ and the contract.`,
      from: { path: `^core/engine/src/${folder}/` },
      to: {
        path: "^core/engine/src/",
        pathNot: `^core/engine/src/(${[folder, ...ground, ...imports].join("|")})/`,
      },
    })),
  ],
  options: {
    // The default parser wants the API that TypeScript 7 no longer has; without it, it misses type imports or everything.
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "(^|/)node_modules/" },
    exclude: { path: ["(^|/)dist/", "(^|/)test/fixtures/", "^plugins/create/template/"] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@holdfast/source", "import", "node", "types", "default"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};

export default configuration;
