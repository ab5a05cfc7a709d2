/** Every step of a write, with every error that it may meet: the old file stays, or the new one, and nothing beside it. */
import { readFileSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import type { ReplaceFileAtomicFileSystem } from "@openclaw/fs-safe/atomic";
import { expect, it } from "vitest";
import { replaceFile } from "../../src/openclaw/files/replace.ts";
import { expectFailure } from "../helpers/expect-failure.ts";
import { fileTree } from "../helpers/file-tree.ts";
import { tempFolder } from "../helpers/temp-folder.ts";
import { CELLS, codeOf, faultyFileSystem, isSurvived } from "./faulty-file-system.ts";

const OLD = "old ".repeat(1000);
const NEW = "new ".repeat(1000);

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

it.each(CELLS)(
  "A write that meets at its %s an %s says which file stands, and leaves nothing else",
  async (step, error) => {
    const file = oldFile();
    const before = fileTree(path.dirname(file));
    let faults = 0;
    const result = await replaceWith(
      file,
      faultyFileSystem(step, error, () => faults++),
    );
    expect(faults).toBe(1);
    const after = fileTree(path.dirname(file));
    if (isSurvived(step, error)) {
      expect(result).toMatchObject({ ok: true, changed: true });
      expect(readFileSync(file, "utf8")).toBe(NEW);
      expect(Object.keys(after)).toEqual(Object.keys(before));
    } else {
      expectFailure(result, codeOf(step, error), { path: file, errno: error });
      expect(after).toEqual(before);
    }
  },
);

it("A look at the new file that fails behind the rename never says that the old one is intact", async () => {
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

it("A file that somebody puts where the new one was stays there, and is not called the old one", async () => {
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
