// Archives a directory with archiver, gzip and AES-256-GCM, as one would wire them without measuring.
// Arguments: the directory, the file. The password is in BENCHMARK_PASSWORD.
import { createCipheriv, randomBytes, scryptSync } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { TarArchive } from "archiver";

const [directory = "", file = ""] = process.argv.slice(2);
const key = scryptSync(process.env["BENCHMARK_PASSWORD"] ?? "", randomBytes(16), 32);
const archive = new TarArchive();
archive.directory(directory, false);
void archive.finalize();
await pipeline(
  archive,
  createGzip(),
  createCipheriv("aes-256-gcm", key, randomBytes(12)),
  createWriteStream(file),
);
