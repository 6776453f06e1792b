import { fileURLToPath } from "node:url";
import type { SambaServer } from "@holdfast/testservers/samba";
import type { Command } from "../measure/command.ts";

/** Something that can move bytes to and from a share. */
export interface SmbProgram {
  readonly name: string;
  /** The command that moves so many bytes, in a directory of the share; with none, it only logs in. */
  command(action: "put" | "get", server: SambaServer, directory: string, bytes: number): Command;
}

const MiB = 1024 * 1024;

function child(name: string): string {
  return fileURLToPath(new URL(`children/${name}.ts`, import.meta.url));
}

/** The location type SMB, as built. */
export function holdfastSmb(name: string, options: Readonly<Record<string, string>> = {}): SmbProgram {
  return {
    name,
    command(action, server, directory, bytes) {
      const location = `smb://127.0.0.1:${server.port}/${server.share}/${directory}`;
      const what = [action, location, server.user, JSON.stringify(options), String(bytes / (8 * MiB))];
      return {
        argv: [process.execPath, child("smb-holdfast"), ...what],
        env: { ...process.env, SMB_PASSWORD: server.password },
      };
    },
  };
}

/** The npm package smb2; it writes to the root of the share. */
export const oldPackage: SmbProgram = {
  name: "npm smb2 0.2.11",
  command(action, server, _directory, bytes) {
    const what = [action, String(server.port), server.share, server.user, String(bytes / (64 * MiB))];
    return {
      argv: [process.execPath, "--openssl-legacy-provider", child("smb-old-package"), ...what],
      env: { ...process.env, SMB_PASSWORD: server.password },
    };
  },
};

const piped = 'file=$1; shift; exec "$@" < <(exec cat "$file") > >(exec cat > /dev/null)';

/**
 * Samba's own client with the protection that is asked for. It moves one file through
 * pipes, because a backup has no file of what it sends, and no room for one.
 */
export function smbclient(file: string, protection: "sign" | "encrypt"): SmbProgram {
  return {
    name: protection === "sign" ? "smbclient, signed only" : "smbclient, encrypted",
    command(action, server, directory, bytes) {
      const remote = `${directory}\\big`;
      const move = action === "put" ? `put /dev/stdin ${remote}` : `get ${remote} /dev/stdout`;
      const { argv, env } = server.smbclientCommand;
      const command = bytes === 0 ? "pwd" : move;
      const client = [...argv, `--client-protection=${protection}`, "--command", command];
      return { argv: ["bash", "-c", piped, "bash", file, ...client], env };
    },
  };
}
