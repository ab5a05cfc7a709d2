/** The same table of faults as faults.test.ts, by the real program on the real system: strace makes each call fail. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Failure } from "../../src/core/messages/failures.ts";
import { expectWholeWords } from "../helpers/expect-failure.ts";
import { fileTree } from "../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../helpers/keys.ts";
import { homeWith } from "../helpers/openclaw-home.ts";
import { CELLS, codeOf, isSurvived, type ErrorName, type Step } from "./faulty-file-system.ts";
import { SEED_TEXT } from "./seed-files.ts";
import { needsTrace, tempFileOf, tracedSet } from "./shipped-set.ts";

/** The call that fails, and on which file. A rename is matched by no path that could be named, but there is only one. */
type Aim = [call: string, at?: (file: string) => string];

const itself = (file: string) => file;
const folderOf = (file: string) => path.dirname(file);
const lockOf = (file: string) => `${file}.lock`;

const AIMS: Readonly<Record<Step, Aim>> = {
  open: ["openat", tempFileOf],
  write: ["write", tempFileOf],
  fsync: ["fsync", tempFileOf],
  rename: ["rename"],
  "directory fsync": ["fsync", folderOf],
};

/** Outside S4's table: the lock's own steps, the reading, and what comes after the rename. */
const MORE: readonly [what: string, aim: Aim, written: boolean][] = [
  ["the making of the lock", ["openat", lockOf], false],
  ["the writing of the lock", ["write", lockOf], false],
  ["the reading of the old file", ["read", itself], false],
  ["the mode of the temp file", ["fchmod", tempFileOf], false],
  ["the reading of the temp file", ["read", tempFileOf], false],
  ["the removal of the lock", ["unlink", lockOf], true],
];

const OLD = SEED_TEXT.config(OTHER_KEY_TEXT);

/** Either the old file stands and is said to, or the new one: then nobody may say that the old one is intact. */
function setWithFault([call, at]: Aim, error: ErrorName, written: boolean) {
  const home = homeWith({ config: OLD });
  const file = home.paths.config;
  const before = fileTree(path.dirname(file));
  const which = at ? ["-P", at(file)] : ["-e", `trace=${call}`];
  const { exit, reply, calls } = tracedSet(home, "config", [...which, "-e", `inject=${call}:error=${error}`]);
  expect(calls.some((line) => line.endsWith("(INJECTED)"))).toBe(true);
  const after = fileTree(path.dirname(file));
  if (written) {
    expect(home.read("config")).toBe(SEED_TEXT.config(KEY_TEXT));
    expect(reply).toMatchObject({ ok: true, changed: true });
  } else {
    expect(reply).toMatchObject({
      ok: false,
      code: codeOf(call, error),
      detail: { path: file, errno: error },
    });
    expectWholeWords(reply as unknown as Failure);
    expect(after).toEqual(before);
  }
  expect(exit).toBe(written ? 0 : 1);
  return { before, after };
}

describe("`clawkey set`, where the system answers", () => {
  needsTrace();

  it.each(CELLS)(
    "its %s with %s, keeps the old file or has the new one, and leaves nothing else",
    (step, error) => {
      const { before, after } = setWithFault(AIMS[step], error, isSurvived(step, error));
      expect(Object.keys(after)).toEqual(Object.keys(before));
    },
  );

  it.each(MORE)("%s with EIO, tells which file stands", (_, aim, written) => {
    setWithFault(aim, "EIO", written);
  });

  it("its write with success, when not all was written, keeps the old file", () => {
    const home = homeWith({ config: OLD });
    const options = ["-P", tempFileOf(home.paths.config), "-e", "inject=write:retval=10:when=1"];
    expect(tracedSet(home, "config", options).reply).toMatchObject({ ok: false, code: "write_failed" });
    expect(home.read("config")).toBe(OLD);
  });
});
