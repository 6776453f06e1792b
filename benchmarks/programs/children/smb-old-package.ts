// Moves files of 64 MiB with the npm package smb2; it needs Node's --openssl-legacy-provider, and has whole files in memory.
// Arguments: put or get, the port, the share, the user, files. The password is in SMB_PASSWORD.
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import OldClient from "smb2";

const [action, port = "0", share = "", user = "", count = "1"] = process.argv.slice(2);
const fileBytes = 64 * 1024 * 1024;
const client = new OldClient({
  share: String.raw`\\127.0.0.1` + `\\${share}`,
  port: Number(port),
  domain: "WORKGROUP",
  username: user,
  password: process.env["SMB_PASSWORD"] ?? "",
  autoCloseTimeout: 0,
});
const writeFile = promisify(client.writeFile.bind(client));
const readFile = promisify(client.readFile.bind(client));

for (let index = 0; index < Number(count); index++) {
  if (action === "put") {
    await writeFile(`old-${index}`, randomBytes(fileBytes));
  } else {
    const found = await readFile(`old-${index}`);
    if (found?.length !== fileBytes) throw new Error(`old-${index} has ${found?.length ?? "no"} bytes`);
  }
}
client.close();
