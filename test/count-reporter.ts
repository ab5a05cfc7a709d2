import type { Reporter, TestModule } from "vitest/node";

/** Ends the run with the counts of each suite, and their sum as the last line. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const suites = new Map<string, { passed: number; failed: number }>();
    const total = { passed: 0, failed: unhandledErrors.length };
    for (const module of modules) {
      const suite = suites.get(module.project.name) ?? { passed: 0, failed: 0 };
      suites.set(module.project.name, suite);
      const tests = Array.from(module.children.allTests(), (test) => test.result().state);
      const passed = tests.filter((state) => state === "passed").length;
      // A file that broke before its first test, and a test that was skipped, did not pass.
      const failed = tests.length - passed + module.errors().length;
      for (const count of [suite, total]) {
        count.passed += passed;
        count.failed += failed;
      }
    }
    // Behind what the default reporter writes at its own end.
    process.once("exit", () => {
      console.log();
      for (const [name, { passed, failed }] of suites)
        console.log(`${name}: ${passed} passed, ${failed} failed`);
      console.log(`${total.passed} passed, ${total.failed} failed`);
    });
  }
}
