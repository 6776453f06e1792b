#!/usr/bin/env node
// Plain JavaScript: the sources run only where the condition that names them is set, as in a checkout's tests.
const fromSource = import.meta.resolve("@holdfast/contract").endsWith(".ts");
const { main } = await import(fromSource ? "../src/main.ts" : "../dist/main.js");

process.exitCode = await main(process.argv.slice(2), {
  environment: process.env,
  directory: process.cwd(),
  out: process.stdout,
  err: process.stderr,
});
