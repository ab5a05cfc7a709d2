import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { LEFT_OUT, reasonToLeaveOut } from "../e2e/left-out.ts";

const FOLDER = path.resolve(import.meta.dirname, "../e2e");
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".test.ts"));
const sourceOf = (file: string) => readFileSync(path.join(FOLDER, file), "utf8");

const entries = Object.values(LEFT_OUT).flatMap((byFile) => Object.entries(byFile));

describe("The table of the scenarios that a browser does not have", () => {
  it("names files and scenarios that there are", () => {
    expect(entries.map(([file]) => file).filter((file) => !files.includes(file))).toEqual([]);
    const titles = entries.flatMap(([file, reasons]) =>
      typeof reasons === "string" ? [] : Object.keys(reasons).map((title) => ({ file, title })),
    );
    // Scenarios in a list have the first half of their titles there.
    const isThere = ({ file, title }: { file: string; title: string }) =>
      sourceOf(file).includes(`"${title}"`) || sourceOf(file).includes(`"${title.split(":")[0]}",`);
    expect(titles.filter((title) => !isThere(title))).toEqual([]);
  });

  it("gives each a reason of some words", () => {
    const reasons = entries.flatMap(([, given]) =>
      typeof given === "string" ? [given] : Object.values(given),
    );
    expect(reasons.filter((reason) => reason.split(" ").length < 3)).toEqual([]);
  });

  it("is the only way to leave one out", () => {
    expect(files.filter((file) => /\b(skip|skipIf|runIf|todo)\b/.test(sourceOf(file)))).toEqual([]);
  });

  it("tells the titles that one of its entries stands for from all others", () => {
    const reasonFor = (title: string) => reasonToLeaveOut("firefox", "popup-states.test.ts", title);
    expect(reasonFor("refuses a wrong kind of secret in the cookie: api-key")).toBeDefined();
    expect(reasonFor("says what was written where, and what happens next")).toBeUndefined();
    expect(reasonToLeaveOut("chromium", "containers.test.ts", "anything")).toBeDefined();
  });
});
