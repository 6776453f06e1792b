import type { Reporter, SerializedError, TestModule } from "vitest/node";

/**
 * Prints `N passed, N failed, N skipped` as the last line of the run, after the
 * names of the tests that passed only at their second try.
 *
 * A file that cannot be collected, a failing suite hook and an unhandled error count as one failure each,
 * and so does whatever else made the run end with an exit code other than 0.
 */
export default class ClosingLineReporter implements Reporter {
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  #unsteady: readonly string[] = [];

  onInit(): void {
    // On exit, because vitest prints its own summary and late errors after the run's end.
    process.once("exit", (code) => {
      const failed = code === 0 ? this.#failed : Math.max(this.#failed, 1);
      for (const name of this.#unsteady) process.stdout.write(`passed only when tried again: ${name}\n`);
      process.stdout.write(`${this.#passed} passed, ${failed} failed, ${this.#skipped} skipped\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    this.#passed = 0;
    this.#skipped = 0;
    this.#failed = unhandledErrors.length;
    const unsteady: string[] = [];
    for (const module of modules) {
      if (module.errors().length > 0) this.#failed++;
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) this.#failed++;
      }
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (test.diagnostic()?.flaky === true) unsteady.push(`${module.relativeModuleId} > ${test.fullName}`);
        if (state === "passed") this.#passed++;
        else if (state === "skipped") this.#skipped++;
        else this.#failed++;
      }
    }
    this.#unsteady = unsteady;
  }
}
