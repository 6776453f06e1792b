import { expect, test } from "vitest";
import { measure } from "../measure/measure.ts";
import { peakRss } from "../measure/proc.ts";

const node = (program: string) => ({ argv: [process.execPath, "-e", program] as const, env: {} });

test("the processor time is that of the program and of what it starts", async () => {
  const busy = `const start = process.cpuUsage();
    do for (let count = 0; count < 1e7; count++); while (process.cpuUsage(start).user < 300_000);`;
  const { cpuSeconds } = await measure(
    node(`require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(busy)}])`),
  );
  expect(cpuSeconds).toBeGreaterThanOrEqual(0.3);
});

test("the memory is that of the program", async () => {
  const measured = await measure(
    node(`globalThis.bytes = Buffer.alloc(200e6, 1); setTimeout(() => undefined, 200)`),
  );
  expect(measured.peakRss).toBeGreaterThan(200e6);
  expect(measured.peakRss).toBeLessThan(350e6);
});

test("the peak of the memory counts, not its end", () => {
  Buffer.alloc(200e6, 1).buffer.transfer(0);
  expect(peakRss(process.pid)).toBeGreaterThan(process.memoryUsage.rss() + 100e6);
});

test("a program that fails is an error with what it wrote", async () => {
  const failing = measure(node(`console.error("no space"); process.exitCode = 3`));
  await expect(failing).rejects.toThrow(/ended with 3: no space/);
});

test("a program that is absent is an error", async () => {
  await expect(measure({ argv: ["/absent/program"], env: {} })).rejects.toThrow(/ENOENT/);
});
