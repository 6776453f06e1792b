import { readFileSync } from "node:fs";
import { extracted } from "../extracted.ts";

const standardInput = 0;
console.log(JSON.stringify(extracted(readFileSync(standardInput), process.argv[2] ?? "")));
