import { appendFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";
import { addUp, report, type Count } from "../scripts/counts.ts";

/** Counts each suite's tests: into a file where several runs are to be added up (scripts/test.ts), else on the last line. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = modules.map((module): Count => {
      const states = Array.from(module.children.allTests(), (test) => test.result().state);
      const passed = states.filter((state) => state === "passed").length;
      const failed = states.filter((state) => state === "failed").length;
      return {
        suite: module.project.name,
        passed,
        // A file that broke before its first test counts as well.
        failed: failed + module.errors().length,
        skipped: states.length - passed - failed,
      };
    });
    if (unhandledErrors.length > 0)
      counts.push({ suite: "outside of tests", passed: 0, failed: unhandledErrors.length, skipped: 0 });
    const file = process.env["CLAWKEY_COUNTS"];
    if (file !== undefined)
      appendFileSync(
        file,
        addUp(counts)
          .map((count) => `${JSON.stringify(count)}\n`)
          .join(""),
      );
    // Behind what the default reporter writes at its own end.
    else process.once("exit", () => report(counts));
  }
}
