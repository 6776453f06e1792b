import { writeFile } from "node:fs/promises";
import { messageReference } from "./message-reference.ts";

await writeFile(new URL("../reference/messages.md", import.meta.url), messageReference());
