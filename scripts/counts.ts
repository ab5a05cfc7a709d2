/** How many tests passed, by suite; printed so that the last line is the sum of all. */

export interface Count {
  suite: string;
  passed: number;
  failed: number;
  /** Where a browser does not have a scenario, or the machine does not allow what a test needs. */
  skipped: number;
}

/** One count a suite, in the order in which they came. */
export function addUp(counts: readonly Count[]): Count[] {
  const sums = new Map<string, Count>();
  for (const { suite, passed, failed, skipped } of counts) {
    const sum = sums.get(suite) ?? { suite, passed: 0, failed: 0, skipped: 0 };
    sums.set(suite, sum);
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return [...sums.values()];
}

export function report(counts: readonly Count[]): void {
  const [total] = addUp(counts.map((count) => ({ ...count, suite: "all" })));
  console.log();
  for (const count of addUp(counts)) console.log(`${count.suite}: ${words(count)}`);
  console.log(words(total ?? { suite: "all", passed: 0, failed: 0, skipped: 0 }));
}

const words = ({ passed, failed, skipped }: Count): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
