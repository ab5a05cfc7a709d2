/** Every step of a write, with every error that it may meet: the old file stays, and nothing beside it. */
import { readFileSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import type { ReplaceFileAtomicFileSystem } from "@openclaw/fs-safe/atomic";
import { afterAll, describe, expect, it } from "vitest";
import { failureText } from "../../src/companion/cli/words.ts";
import { replaceFile } from "../../src/openclaw/files/replace.ts";
import { expectFailure } from "../helpers/expect-failure.ts";
import { fileTree } from "../helpers/file-tree.ts";
import { tempFolder } from "../helpers/temp-folder.ts";
import {
  CELLS,
  CODE_OF,
  faultyFileSystem,
  isSurvived,
  type ErrorName,
  type Step,
} from "./faulty-file-system.ts";

const OLD = "old ".repeat(1000);
const NEW = "new ".repeat(1000);

const messages = new Map<string, string>();
const seen = { cells: 0, kept: 0, written: 0 };

function oldFile(): string {
  const file = path.join(tempFolder(), "openclaw.json");
  writeFileSync(file, OLD, { mode: 0o600 });
  return file;
}

const replaceWith = (file: string, fileSystem: ReplaceFileAtomicFileSystem) =>
  replaceFile(
    { path: file, links: "refuse", maxBytes: 10_000, edit: () => ({ ok: true, text: NEW }) },
    { fileSystem },
  );

async function replaceWithFault(step: Step, error: ErrorName) {
  const file = oldFile();
  const before = fileTree(path.dirname(file));
  let faults = 0;
  const result = await replaceWith(
    file,
    faultyFileSystem(step, error, () => faults++),
  );
  expect(faults).toBe(1);
  seen.cells++;
  return { result, file, before, after: fileTree(path.dirname(file)) };
}

describe("A write that meets", () => {
  it.each(CELLS.filter((cell) => !isSurvived(...cell)))(
    "at its %s an %s leaves the old file and nothing beside it, and says so",
    async (step, error) => {
      const { result, file, before, after } = await replaceWithFault(step, error);
      expectFailure(result, CODE_OF[error], { path: file, errno: error });
      expect(after).toEqual(before);
      if (!result.ok) messages.set(result.code, failureText(result).replaceAll(file, "FILE"));
      seen.kept++;
    },
  );

  it.each(CELLS.filter((cell) => isSurvived(...cell)))(
    "at its %s an %s leaves the new file and nothing beside it, and never says that nothing was written",
    async (step, error) => {
      const { result, file, before, after } = await replaceWithFault(step, error);
      expect(result).toMatchObject({ ok: true, changed: true });
      expect(readFileSync(file, "utf8")).toBe(NEW);
      expect(Object.keys(after)).toEqual(Object.keys(before));
      seen.written++;
    },
  );
});

describe("Behind the rename", () => {
  it("a look at the new file that fails never says that the old one is intact", async () => {
    const file = oldFile();
    let faults = 0;
    const lstat = (async (looked: string, options: { bigint: true }) => {
      if (looked === file && faults++ === 0) throw Object.assign(new Error("injected"), { code: "EIO" });
      return fs.lstat(looked, options);
    }) as typeof fs.lstat;
    const result = await replaceWith(file, { promises: { ...fs, lstat } });
    expect(result).toMatchObject({ ok: true, changed: true });
    expect(faults).toBeGreaterThan(0);
    expect(readFileSync(file, "utf8")).toBe(NEW);
  });

  it("a file that somebody puts where the new one was stays there, and is not called the old one", async () => {
    const file = oldFile();
    const rename: typeof fs.rename = async (from, to) => {
      await fs.rename(from, to);
      await fs.writeFile(`${file}.theirs`, "theirs");
      await fs.rename(`${file}.theirs`, file);
    };
    const result = await replaceWith(file, { promises: { ...fs, rename } });
    expectFailure(result, "file_changed_meanwhile", { path: file });
    expect(readFileSync(file, "utf8")).toBe("theirs");
  });
});

afterAll(() => {
  console.log("injected faults", seen);
  for (const [code, text] of messages) console.log(`${code}: ${text}`);
});
