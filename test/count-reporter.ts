import type { Reporter, SerializedError, TestCase, TestModule } from "vitest/node";
import { noteRunEnd, report, type Failed, type LeftOut, type RunEnd } from "../scripts/counts.ts";

const OUTSIDE = "outside of tests";

/** Tells each suite's end: into a file where several runs are to be told together (scripts/test.ts), else at once. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const ends = modules.map(endOf);
    if (unhandled.length > 0) ends.push(endOutside(unhandled));
    const file = process.env["CLAWKEY_COUNTS"];
    if (file !== undefined) for (const end of ends) noteRunEnd(file, end);
    // Behind what the default reporter writes at its own end.
    else process.once("exit", () => report(ends));
  }
}

function endOf(module: TestModule): RunEnd {
  const suite = module.project.name;
  const tests = [...module.children.allTests()];
  const failed = [...tests.flatMap(failedTest), ...brokenAround(module)];
  const passed = tests.filter((test) => test.result().state === "passed").length;
  const skipped = tests.filter((test) => ["skipped", "pending"].includes(test.result().state)).length;
  return {
    counts: [{ suite, passed, failed: failed.length, skipped }],
    failed,
    unsteady: tests.flatMap(unsteadyTest),
    leftOut: tests.flatMap(leftOut),
  };
}

function failedTest(test: TestCase): Failed[] {
  const { state, errors = [] } = test.result();
  return state === "failed" ? [failure(test.module, test.fullName, errors)] : [];
}

function unsteadyTest(test: TestCase): Failed[] {
  const { errors = [] } = test.result();
  return test.diagnostic()?.flaky ? [failure(test.module, test.fullName, errors)] : [];
}

/** What broke where no test stands: before the first of a file, or in a hook around several. */
function brokenAround(module: TestModule): Failed[] {
  const suites = [...module.children.allSuites()].map((suite) => ({
    title: suite.fullName,
    errors: suite.errors(),
  }));
  return [{ title: "", errors: module.errors() }, ...suites]
    .filter(({ errors }) => errors.length > 0)
    .map(({ title, errors }) => failure(module, title, errors));
}

/** Only where a reason is given: what somebody's own filter leaves out has none. */
function leftOut(test: TestCase): LeftOut[] {
  const result = test.result();
  if (result.state !== "skipped" || result.note === undefined) return [];
  const title = `${test.module.relativeModuleId} > ${test.fullName}`;
  return [{ suite: test.project.name, reason: result.note, titles: [title] }];
}

const failure = (
  { project, relativeModuleId: file }: TestModule,
  title: string,
  errors: readonly SerializedError[],
): Failed => ({ suite: project.name, file, title, error: errors.map(textOf).join("\n") });

function endOutside(errors: readonly SerializedError[]): RunEnd {
  return {
    counts: [{ suite: OUTSIDE, passed: 0, failed: errors.length, skipped: 0 }],
    failed: errors.map((error) => ({ suite: OUTSIDE, file: "", title: "", error: textOf(error) })),
  };
}

/** What is wrong, where, and the difference, which may be long. */
function textOf({ name = "Error", message, stacks = [], diff }: SerializedError): string {
  const [at] = stacks;
  const where = at && `at ${at.file}:${at.line}:${at.column}`;
  return [`${name}: ${message}`, where, diff].filter((line) => typeof line === "string").join("\n");
}
