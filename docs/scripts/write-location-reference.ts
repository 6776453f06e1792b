import { writeFile } from "node:fs/promises";
import { locationReference } from "./location-reference.ts";

await writeFile(new URL("../reference/locations.md", import.meta.url), await locationReference());
