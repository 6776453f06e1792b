import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@holdfast/contract";
import { type BackupCore, createBackupCore, directoryPart, streamPart } from "@holdfast/core";
import { file } from "@holdfast/location-file";
import { scp } from "@holdfast/location-scp";
import { sftp } from "@holdfast/location-sftp";
import { parseUsers, type RestServer, startRestServer, type TlsIdentity, userLine } from "@holdfast/rest";
import { createLog } from "@holdfast/rest";
import { Client, type Credentials } from "./client.ts";
import { testIdentity } from "./test-identity.ts";

/** Users of the tests' appliances; the password has a colon, as passwords may. */
export const admin: Credentials = { user: "administrator@vsphere.local", password: "Ad:min-Canary-1!" };
export const operator: Credentials = { user: "operator", password: "Operator-Canary-2!" };
export const reader: Credentials = { user: "reader@vsphere.local", password: "Reader-Canary-3!" };

/** A backup password that keeps the policy. */
export const backupPassword = "Backup-Canary-4!";

const users = Promise.all([
  userLine(admin.user, "admin", new Secret(admin.password)),
  userLine(operator.user, "operator", new Secret(operator.password)),
  userLine(reader.user, "read-only", new Secret(reader.password)),
]).then((lines) => parseUsers("users", lines.join("\n")));

/** An appliance in a temporary directory, whose API is served on a free port. */
export class Appliance {
  readonly directory: string;
  readonly core: BackupCore;
  readonly server: RestServer;
  readonly tls: TlsIdentity;
  /** A client who has not logged in. */
  readonly client: Client;
  /** A directory for backups. */
  readonly location: string;
  /** What the server has logged. */
  readonly logged: readonly string[];
  /** Lets the stream part end, which waits for that while it is held. */
  readonly hold: Hold;

  private constructor(
    directory: string,
    core: BackupCore,
    server: RestServer,
    tls: TlsIdentity,
    logged: readonly string[],
    hold: Hold,
  ) {
    this.directory = directory;
    this.core = core;
    this.server = server;
    this.tls = tls;
    this.client = new Client(server.url, tls.certificatePem);
    this.location = join(directory, "location");
    this.logged = logged;
    this.hold = hold;
  }

  static async start(): Promise<Appliance> {
    const directory = await realpath(await mkdtemp(join(tmpdir(), "holdfast-rest-")));
    for (const [name, text] of [
      ["etc", "allow tcp/22\n"],
      ["statistics", "uptime 12\n"],
    ] as const) {
      await mkdir(join(directory, name));
      await writeFile(join(directory, name, "file"), text);
    }
    const hold = new Hold();
    const core = createBackupCore({
      system: { name: "fw-01.example", product: "examplewall", version: "4.2.0", build: "20931" },
      stateDir: join(directory, "state"),
      parts: [
        directoryPart({ id: "common", name: "Configuration", roots: [join(directory, "etc")] }),
        directoryPart({ id: "seat", roots: [join(directory, "statistics")], optional: true }),
        streamPart({ id: "held", open: () => hold.content(), optional: true }),
      ],
      locations: [file, scp, sftp],
      settings: { trust: { hostKey: "accept-new" } },
    });
    const logged: string[] = [];
    const log = createLog("debug", { write: (line) => void logged.push(line) });
    const tls = await testIdentity();
    const server = await startRestServer(core, { users: await users, tls, port: 0, log });
    return new Appliance(directory, core, server, tls, logged, hold);
  }

  async stop(): Promise<void> {
    this.hold.release();
    await this.server.close();
    await this.core.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Content that can be kept from ending. */
class Hold {
  #released = Promise.withResolvers<void>();

  async *content(): AsyncGenerator<Buffer> {
    yield Buffer.from("held");
    await this.#released.promise;
  }

  release(): void {
    this.#released.resolve();
    this.#released = Promise.withResolvers<void>();
  }
}
