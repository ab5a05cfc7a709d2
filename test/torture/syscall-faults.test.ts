/** The same table of faults as faults.test.ts, by the real program on the real system: strace makes each call fail. */
import type { Failure } from "../../src/core/messages/failures.ts";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { expectWholeWords } from "../helpers/expect-failure.ts";
import { fileTree } from "../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../helpers/keys.ts";
import { openClawHome } from "../helpers/openclaw-home.ts";
import { codeOf, isSurvived } from "./fault-outcomes.ts";
import { ERRORS, STEPS, type ErrorName, type Step } from "./faulty-file-system.ts";
import { SEED_TEXT } from "./seed-files.ts";
import { canTrace, tempFileOf, traceSet } from "./strace.ts";

interface Aim {
  call: string;
  at?: (file: string) => string;
}

/** A rename is matched by no path that could be named here, but there is only one. */
const AIMS: Readonly<Record<Step, Aim>> = {
  open: { call: "openat", at: tempFileOf },
  write: { call: "write", at: tempFileOf },
  fsync: { call: "fsync", at: tempFileOf },
  rename: { call: "rename" },
  "directory fsync": { call: "fsync", at: (file) => path.dirname(file) },
};

/** Outside S4's table: the lock's own steps, the reading, and what comes after the rename. */
const MORE: readonly [what: string, aim: Aim, written: boolean][] = [
  ["the making of the lock", { call: "openat", at: (file) => `${file}.lock` }, false],
  ["the writing of the lock", { call: "write", at: (file) => `${file}.lock` }, false],
  ["the reading of the old file", { call: "read", at: (file) => file }, false],
  ["the mode of the temp file", { call: "fchmod", at: tempFileOf }, false],
  ["the reading of the temp file", { call: "read", at: tempFileOf }, false],
  ["the removal of the lock", { call: "unlink", at: (file) => `${file}.lock` }, true],
];

const seen = { runs: 0, kept: 0, written: 0 };

function setWithFault({ call, at }: Aim, error: ErrorName) {
  const home = openClawHome();
  const file = home.paths.config;
  home.write("config", SEED_TEXT.config(OTHER_KEY_TEXT));
  const before = fileTree(path.dirname(file));
  const fault = `inject=${call}:error=${error}`;
  const run = traceSet(home, "config", [...(at ? ["-P", at(file)] : ["-e", `trace=${call}`]), "-e", fault]);
  expect(run.calls.some((line) => line.endsWith("(INJECTED)"))).toBe(true);
  seen.runs++;
  return { ...run, file, before, after: fileTree(path.dirname(file)), text: home.read("config") };
}

function expectKept({ exit, reply, before, after, file }: ReturnType<typeof setWithFault>, error: ErrorName) {
  expect(exit).toBe(1);
  expect(reply).toMatchObject({ ok: false, code: codeOf(error), detail: { path: file, errno: error } });
  expectWholeWords(reply as unknown as Failure);
  expect(after).toEqual(before);
  seen.kept++;
}

/** The new file stands: whatever went wrong behind it, nobody may say that the old one is intact. */
function expectWritten({ exit, reply, text }: ReturnType<typeof setWithFault>) {
  expect(text).toBe(SEED_TEXT.config(KEY_TEXT));
  expect(reply).toMatchObject({ ok: true, changed: true });
  expect(exit).toBe(0);
  seen.written++;
}

describe.runIf(canTrace)("`clawkey set`, where the system answers", () => {
  const cells = STEPS.flatMap((step) => ERRORS.map((error): [ErrorName, Step] => [error, step]));

  it.each(cells)(
    "%s to its %s, keeps the old file or has the new one, and leaves nothing else",
    (error, step) => {
      const run = setWithFault(AIMS[step], error);
      if (!isSurvived(step, error)) return expectKept(run, error);
      expectWritten(run);
      expect(Object.keys(run.after)).toEqual(Object.keys(run.before));
    },
  );

  it.each(MORE)("EIO to %s, tells which file stands", (_, aim, written) => {
    const run = setWithFault(aim, "EIO");
    if (written) expectWritten(run);
    else expectKept(run, "EIO");
  });

  it("to its write that all was written, when it was not, keeps the old file", () => {
    const home = openClawHome();
    home.write("config", SEED_TEXT.config(OTHER_KEY_TEXT));
    const options = ["-P", tempFileOf(home.paths.config), "-e", "inject=write:retval=10:when=1"];
    const { reply } = traceSet(home, "config", options);
    expect(reply).toMatchObject({ ok: false, code: "write_failed" });
    expect(home.read("config")).toBe(SEED_TEXT.config(OTHER_KEY_TEXT));
  });
});

afterAll(() => console.log("faults of the system", seen));
