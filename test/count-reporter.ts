import type { Reporter, TestModule } from "vitest/node";

interface Count {
  passed: number;
  failed: number;
  /** Where the machine does not allow what a test needs, a mount for one. */
  skipped: number;
}

const words = ({ passed, failed, skipped }: Count): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;

/** Ends the run with the counts of each suite, and their sum as the last line. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const suites = new Map<string, Count>();
    const total: Count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const suite = suites.get(module.project.name) ?? { passed: 0, failed: 0, skipped: 0 };
      suites.set(module.project.name, suite);
      const tests = Array.from(module.children.allTests(), (test) => test.result().state);
      const passed = tests.filter((state) => state === "passed").length;
      // A file that broke before its first test counts as well.
      const failed = tests.filter((state) => state === "failed").length + module.errors().length;
      for (const count of [suite, total]) {
        count.passed += passed;
        count.failed += failed;
        count.skipped += tests.length - passed - tests.filter((state) => state === "failed").length;
      }
    }
    // Behind what the default reporter writes at its own end.
    process.once("exit", () => {
      console.log();
      for (const [name, count] of suites) console.log(`${name}: ${words(count)}`);
      console.log(words(total));
    });
  }
}
