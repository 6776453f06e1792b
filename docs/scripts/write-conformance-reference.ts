import { writeFile } from "node:fs/promises";
import { conformanceReference } from "./conformance-reference.ts";

await writeFile(new URL("../reference/conformance-cases.md", import.meta.url), conformanceReference());
