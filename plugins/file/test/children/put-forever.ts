// Puts one file again and again, with content that is all of one byte, and says each time that it has begun.
import { connectContext } from "@holdfast/conformance";
import { file } from "@holdfast/location-file";

const [directory = ""] = process.argv.slice(2);
const session = await file.connect(
  file.parse({ location: directory, type: "FILE", options: {} }),
  connectContext(),
);
const { signal } = new AbortController();

for (let round = 1; ; round += 1) {
  const content = new Uint8Array(4 * 1024 * 1024).fill(round);
  const onProgress = (): void => void process.stdout.write("taken\n");
  await session.put("archive/file", { size: content.length, chunks: [content] }, { signal, onProgress });
}
