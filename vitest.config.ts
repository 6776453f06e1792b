import { defineConfig } from "vitest/config";

export default defineConfig({
  ssr: { resolve: { conditions: ["@holdfast/source", "node", "import", "module", "default"] } },
  test: {
    include: [
      "{core,plugins,adapters}/*/test/**/*.test.ts",
      "docs/test/**/*.test.ts",
      "tools/test/**/*.test.ts",
    ],
    tags: [{ name: "slow", description: "takes longer than a person waits; npm run test:all" }],
    testTimeout: 30_000,
  },
});
