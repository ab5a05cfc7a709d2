/** The end of a run of tests tells what failed and what was left out, of all runs that were noted together. */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  afterFreshRun,
  notedRunEnds,
  noteRunEnd,
  reportLines,
  type RunEnd,
} from "../../../scripts/counts.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const VITEST = path.join(ROOT, "node_modules/vitest/vitest.mjs");
const REPORTER = path.join(ROOT, "test/count-reporter.ts");

const FAILED_TEST: RunEnd = {
  counts: [{ suite: "firefox", passed: 2, failed: 1, skipped: 0 }],
  failed: [
    {
      suite: "firefox",
      file: "a.test.ts",
      title: "One > fails",
      error: "Error: \u001B[31mno\u001B[39m\n\nat x",
    },
  ],
};

const leftOut = (suite: string, title: string): RunEnd => ({
  counts: [{ suite, passed: 1, failed: 0, skipped: 1 }],
  leftOut: [{ suite, reason: "Needs strace", titles: [title] }],
});

describe("The last lines", () => {
  it("are the sums of all runs, with what was left out and what failed before them", () => {
    const machine = { missing: ["Missing: root"] };
    expect(
      reportLines([FAILED_TEST, leftOut("torture", "a"), machine, leftOut("torture", "b"), machine]),
    ).toEqual([
      "torture: not run: a and 1 more. Needs strace",
      "Missing: root",
      "firefox: failed: a.test.ts > One > fails",
      "    Error: no",
      "    at x",
      "firefox: 2 passed, 1 failed",
      "torture: 2 passed, 0 failed, 2 skipped",
      "4 passed, 1 failed, 2 skipped",
    ]);
  });

  it("tell one reason for each suite apart, and count no test twice", () => {
    const lines = reportLines([leftOut("unit", "a"), leftOut("torture", "a"), leftOut("unit", "a")]);
    expect(lines.slice(0, 2)).toEqual([
      "unit: not run: a. Needs strace",
      "torture: not run: a. Needs strace",
    ]);
  });

  it("hold no more of an error than its first lines, each of a length that can be read", () => {
    const error = `${"long ".repeat(100)}\n`.repeat(100);
    const [, ...lines] = reportLines([{ failed: [{ suite: "unit", file: "", title: "", error }] }]);
    expect(lines.length).toBe(9);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(260);
  });

  it("say that nothing ran", () => expect(reportLines([])).toEqual(["0 passed, 0 failed"]));

  it("are of every run that was noted in the file", () => {
    const file = path.join(tempFolder(), "ends");
    noteRunEnd(file, FAILED_TEST);
    noteRunEnd(file, leftOut("unit", "a"));
    expect(notedRunEnds(file)).toEqual([FAILED_TEST, leftOut("unit", "a")]);
  });
});

describe("A fresh run of the files that failed", () => {
  const passed: RunEnd = { counts: [{ suite: "firefox", passed: 3, failed: 0, skipped: 0 }] };

  it("counts in their place where it passes, and tells what was unsteady", () => {
    expect(reportLines(afterFreshRun([passed, FAILED_TEST], [passed]))).toEqual([
      "firefox: passed at another try: a.test.ts > One > fails",
      "    Error: no",
      "    at x",
      "firefox: 6 passed, 0 failed",
      "6 passed, 0 failed",
    ]);
  });

  it("counts in their place where it fails, too", () => {
    expect(reportLines(afterFreshRun([passed, FAILED_TEST], [FAILED_TEST]))).toEqual(
      reportLines([passed, FAILED_TEST]),
    );
  });
});

const PLANTED = {
  "vitest.config.ts": `export default { test: { name: "planted" } };`,
  "kinds.test.ts": `
    import { describe, expect, it } from "vitest";
    it("passes", () => {});
    describe("A block", () => it("fails", () => expect("seen").toBe("wanted")));
    let tries = 0;
    it("is unsteady", { retry: 1 }, () => expect(++tries).toBe(2));
    it("is left out", ({ skip }) => skip("Needs a thing"));
    // Planted: what has no reason must not be told as if it had one.
    it.skip("is left out by somebody's own filter", () => {});
  `,
  "hook.test.ts": `
    import { beforeAll, describe, it } from "vitest";
    describe("With a broken hook", () => {
      beforeAll(() => { throw new TypeError("hook broke"); });
      it("never starts", () => {});
    });
  `,
  "broken.test.ts": `throw new RangeError("before the first test");`,
  "outside.test.ts": `
    import { it } from "vitest";
    it("leaves a promise", () => void Promise.reject(new Error("nobody waits")));
  `,
};

describe("A run of Vitest", () => {
  function runPlanted(env: NodeJS.ProcessEnv) {
    const folder = tempFolder();
    symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
    for (const [name, text] of Object.entries(PLANTED)) writeFileSync(path.join(folder, name), text);
    const args = [VITEST, "run", "--root", folder, "--reporter", REPORTER];
    return spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: "utf8" });
  }

  it("notes each failure with its file, title and error, and each reason; twice as much when it runs again", () => {
    const file = path.join(tempFolder(), "ends");
    const env = { ...process.env, CLAWKEY_COUNTS: file };
    for (const times of [1, 2]) {
      expect(runPlanted(env).status).toBe(1);
      const failed = notedRunEnds(file).flatMap((end) => end.failed ?? []);
      expect(failed.length).toBe(4 * times);
    }
    const text = reportLines(notedRunEnds(file)).join("\n");
    expect(text).toMatch(
      /failed: kinds\.test\.ts > A block > fails\n +AssertionError: expected 'seen' to be 'wanted'/,
    );
    expect(text).toMatch(/at .*kinds\.test\.ts:4:/);
    expect(text).toMatch(
      /passed at another try: kinds\.test\.ts > is unsteady\n +AssertionError: expected 1/,
    );
    expect(text).toMatch(/failed: hook\.test\.ts > With a broken hook\n +TypeError: hook broke/);
    expect(text).toMatch(/failed: broken\.test\.ts\n +RangeError: before the first test/);
    expect(text).toMatch(/outside of tests: failed\n +Error: nobody waits/);
    expect(text).toMatch(/not run: kinds\.test\.ts > is left out\. Needs a thing\n/);
    expect(text).not.toContain("own filter");
    expect(text.split("\n").at(-1)).toMatch(/^6 passed, 8 failed, 6 skipped$/);
  }, 60_000);
});

it("No test leaves itself out without a reason", () => {
  const files = globSync("test/**/*.ts", {
    cwd: ROOT,
    exclude: ["**/node_modules/**", import.meta.filename],
  });
  const own = path.relative(ROOT, import.meta.filename);
  const without = files.filter(
    (file) =>
      file !== own && /\.(skip|skipIf|runIf|todo)\b/.test(readFileSync(path.join(ROOT, file), "utf8")),
  );
  expect(without).toEqual([]);
});
