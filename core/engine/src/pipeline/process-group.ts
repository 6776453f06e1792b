const graceMs = 2000;

/** Ends a running process group: asked first, and by force after two seconds. */
export function endProcessGroup(group: number): void {
  kill(group, "SIGTERM");
  setTimeout(() => kill(group, "SIGKILL"), graceMs).unref();
}

function kill(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The group has ended, which is what was wanted.
  }
}
