import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const fromSource = "--conditions=@holdfast/source";

export default defineConfig({
  ssr: { resolve: { conditions: ["@holdfast/source", "node", "import", "module", "default"] } },
  test: {
    include: [
      "{core,plugins,adapters}/*/test/**/*.test.ts",
      "docs/test/**/*.test.ts",
      "tools/test/**/*.test.ts",
      "benchmarks/test/**/*.test.ts",
    ],
    tags: [{ name: "slow", description: "takes longer than a person waits; npm run test:all" }],
    reporters: ["default", "./tools/vitest/closing-line-reporter.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A merge does not fail by one slow moment of a shared machine; what needed it is named (docs/decisions/second-try.md).
    retry: process.env["CI"] === undefined ? 0 : 1,
    // Processes, since tests change umask and working directory; all cores, since many wait for servers.
    pool: "forks",
    maxWorkers: "100%",
    // Worker threads and child processes of a test resolve packages to their sources, as the test itself does.
    execArgv: [fromSource],
    env: {
      NODE_OPTIONS: fromSource,
      // They start many times, half as long when Node keeps what it compiled.
      NODE_COMPILE_CACHE: fileURLToPath(new URL(".cache/compiled", import.meta.url)),
    },
  },
});
