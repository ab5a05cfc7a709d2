/** A disk of 128 kB with ever more room left on it: the old file stays, whole, until there is room for the new one. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { FileKind } from "../../src/core/messages/messages.ts";
import { fileTree } from "../helpers/file-tree.ts";
import { KEY_TEXT, OTHER_KEY_TEXT } from "../helpers/keys.ts";
import { needsTinyDisk, tinyDisk } from "../helpers/tiny-disk.ts";
import { SEED_TEXT } from "./seed-files.ts";
import { shippedSet } from "./shipped-set.ts";

const DISK_BYTES = 128 * 1024;
const PAGE = 4096;
const FREE_PAGES = Array.from({ length: 10 }, (_, pages) => pages);

const NAMES: Readonly<Record<FileKind, string>> = { config: "openclaw.json", dotenv: ".env" };

/** Fills the disk up but for these pages, and sets the key. */
function setOnFullDisk(target: FileKind, pages: number): "written" | "kept" {
  const disk = tinyDisk(DISK_BYTES);
  const { folder } = disk;
  const file = path.join(folder, NAMES[target]);
  writeFileSync(file, SEED_TEXT[target](OTHER_KEY_TEXT), { mode: 0o600 });
  disk.fillUpTo(pages * PAGE);
  const before = fileTree(folder);
  const { exit, reply } = shippedSet(target, { HOME: folder, OPENCLAW_STATE_DIR: folder });
  if (exit === 0) {
    expect(reply).toMatchObject({ ok: true, changed: true });
    expect(readFileSync(file, "utf8")).toBe(SEED_TEXT[target](KEY_TEXT));
    expect(Object.keys(fileTree(folder))).toEqual(Object.keys(before));
    return "written";
  }
  expect(reply).toMatchObject({ ok: false, code: "disk_full", detail: { path: file, errno: "ENOSPC" } });
  expect(fileTree(folder)).toEqual(before);
  return "kept";
}

describe("On a full disk", () => {
  needsTinyDisk();

  it.each<FileKind>(["config", "dotenv"])("the %s is old or new, however much room is left", (target) => {
    const outcomes = FREE_PAGES.map((pages) => setOnFullDisk(target, pages));
    console.log("full disk", target, outcomes.join(" "));
    expect(new Set(outcomes)).toEqual(new Set(["kept", "written"]));
    // More room never makes it worse.
    expect(outcomes).toEqual(outcomes.toSorted());
  });
});
