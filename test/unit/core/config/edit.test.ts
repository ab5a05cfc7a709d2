import { expect, it } from "vitest";
import { applyEdits, deletion, insertion, lineEnd, type Edit } from "../../../../src/core/config/edit.ts";

const change = (start: number, end: number, replacement: string): Edit => ({ start, end, replacement });

it.each<[string, Edit[], string]>([
  ["without an edit", [], "abcdef"],
  ["at both ends", [insertion(0, "X"), insertion(6, "Y")], "XabcdefY"],
  ["as a whole", [deletion(0, 6)], ""],
  ["at two places, named backwards", [change(4, 5, "Y"), change(1, 2, "X")], "aXcdYf"],
  ["at two places that touch", [deletion(2, 3), insertion(3, "X")], "abXdef"],
])("A text is changed %s", (_, edits, after) => {
  expect(applyEdits("abcdef", Object.freeze(edits))).toBe(after);
});

it("Edits count in UTF-16 code units, as the parsers do", () => {
  expect(applyEdits("🔑=a", [change(3, 4, "b")])).toBe("🔑=b");
});

it.each([
  ["", "\n"],
  ["a\nb\r\n", "\n"],
  ["a\r\nb\n", "\r\n"],
  ["\na\r\n", "\n"],
  ["\r\n", "\r\n"],
  ["a\rb", "\n"],
])("The line end of %j is %j", (text, end) => {
  expect(lineEnd(text)).toBe(end);
});
