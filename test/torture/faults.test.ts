/** Every step of a write, with every error that it may meet: the old file stays, and nothing beside it. */
import type { FailureCode } from "../../src/core/messages/failures.ts";
import { readFileSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { replaceFile } from "../../src/openclaw/files/replace.ts";
import { failureText } from "../../src/companion/cli/words.ts";
import { expectFailure } from "../helpers/expect-failure.ts";
import { fileTree } from "../helpers/file-tree.ts";
import { tempFolder } from "../helpers/temp-folder.ts";
import { ERRORS, faultyFileSystem, STEPS, type ErrorName, type Step } from "./faulty-file-system.ts";
import { codeOf, isSurvived } from "./fault-outcomes.ts";

const OLD = "old ".repeat(1000);
const NEW = "new ".repeat(1000);

const CELLS = STEPS.flatMap((step) => ERRORS.map((code): [Step, ErrorName] => [step, code]));
const messages = new Map<FailureCode, string>();
const seen = { cells: 0, kept: 0, written: 0 };

async function replaceWithFault(step: Step, code: ErrorName) {
  const folder = tempFolder();
  const file = path.join(folder, "openclaw.json");
  writeFileSync(file, OLD, { mode: 0o600 });
  const before = fileTree(folder);
  let faults = 0;
  const result = await replaceFile(
    { path: file, links: "refuse", maxBytes: 10_000, edit: () => ({ ok: true, text: NEW }) },
    { fileSystem: faultyFileSystem(step, code, () => faults++) },
  );
  expect(faults).toBe(1);
  seen.cells++;
  return { result, file, before, after: fileTree(folder) };
}

describe("A write that meets", () => {
  it.each(CELLS.filter((cell) => !isSurvived(...cell)))(
    "at its %s an %s leaves the old file and nothing beside it, and says so",
    async (step, code) => {
      const { result, file, before, after } = await replaceWithFault(step, code);
      expectFailure(result, codeOf(code), { path: file, errno: code });
      expect(after).toEqual(before);
      if (!result.ok) messages.set(result.code, failureText(result).replaceAll(file, "FILE"));
      seen.kept++;
    },
  );

  it.each(CELLS.filter((cell) => isSurvived(...cell)))(
    "at its %s an %s leaves the new file and nothing beside it, and never says that nothing was written",
    async (step, code) => {
      const { result, file, before, after } = await replaceWithFault(step, code);
      expect(result).toMatchObject({ ok: true, changed: true });
      expect(readFileSync(file, "utf8")).toBe(NEW);
      expect(Object.keys(after)).toEqual(Object.keys(before));
      seen.written++;
    },
  );
});

describe("Behind the rename", () => {
  const replaceWith = (file: string, promises: Partial<typeof fs>) =>
    replaceFile(
      { path: file, links: "refuse", maxBytes: 10_000, edit: () => ({ ok: true, text: NEW }) },
      { fileSystem: { promises: { ...fs, ...promises } } },
    );

  it("a look at the new file that fails never says that the old one is intact", async () => {
    const file = path.join(tempFolder(), "openclaw.json");
    writeFileSync(file, OLD);
    let faults = 0;
    const lstat = (async (place: string, options: { bigint: true }) => {
      if (place === file && faults++ === 0) throw Object.assign(new Error("injected"), { code: "EIO" });
      return fs.lstat(place, options);
    }) as typeof fs.lstat;
    await expect(replaceWith(file, { lstat })).resolves.toMatchObject({ ok: true, changed: true });
    expect(faults).toBeGreaterThan(0);
    expect(readFileSync(file, "utf8")).toBe(NEW);
  });

  it("a file that somebody puts in the new one's place stays there, and is not called the old one", async () => {
    const file = path.join(tempFolder(), "openclaw.json");
    writeFileSync(file, OLD);
    const rename: typeof fs.rename = async (from, to) => {
      await fs.rename(from, to);
      await fs.writeFile(`${file}.theirs`, "theirs");
      await fs.rename(`${file}.theirs`, file);
    };
    expectFailure(await replaceWith(file, { rename }), "file_changed_meanwhile", { path: file });
    expect(readFileSync(file, "utf8")).toBe("theirs");
  });
});

afterAll(() => {
  console.log("injected faults", seen);
  for (const [code, text] of messages) console.log(`${code}: ${text}`);
});
