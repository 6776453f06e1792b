import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Prints `N passed, N failed, N skipped` as the last line of the run.
 *
 * A file that cannot be collected, a failing suite hook and an unhandled error count as one failure each,
 * and so does whatever else made the run end with an exit code other than 0.
 */
export default class ClosingLineReporter implements Reporter {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  onInit(): void {
    // On exit, because vitest prints its own summary and late errors after the run's end.
    process.once("exit", (code) => {
      const failed = code === 0 ? this.#failed : Math.max(this.#failed, 1);
      process.stdout.write(`${this.#passed} passed, ${failed} failed, ${this.#skipped} skipped\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    this.#passed = 0;
    this.#skipped = 0;
    this.#failed = unhandledErrors.length;
    for (const module of modules) {
      if (module.errors().length > 0) this.#failed++;
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) this.#failed++;
      }
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") this.#passed++;
        else if (state === "skipped") this.#skipped++;
        else this.#failed++;
      }
    }
  }
}
