#!/usr/bin/env node
// Plain JavaScript: the sources run only where the condition that names them is set, as in a checkout's tests.
const fromSource = import.meta.resolve("@holdfast/create-location").endsWith(".ts");
await import(fromSource ? "../src/main.ts" : "../dist/main.js");
