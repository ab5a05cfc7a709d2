import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, difference, lineEnd, type Edit } from "../../../../src/core/config/edit.ts";

const edit = (offset: number, length: number, replacement: string): Edit => ({ offset, length, replacement });

describe("applyEdits", () => {
  it.each<[string, Edit[], string]>([
    ["without an edit", [], "abcdef"],
    ["at its start", [edit(0, 0, "X")], "Xabcdef"],
    ["at its end", [edit(6, 0, "X")], "abcdefX"],
    ["in its middle", [edit(2, 2, "X")], "abXef"],
    ["as a whole", [edit(0, 6, "")], ""],
    ["at two places", [edit(1, 1, "X"), edit(4, 1, "Y")], "aXcdYf"],
    ["at two places, named backwards", [edit(4, 1, "Y"), edit(1, 1, "X")], "aXcdYf"],
    ["at two places that touch", [edit(2, 1, ""), edit(3, 0, "X")], "abXdef"],
  ])("changes a text %s", (_, edits, after) => {
    expect(applyEdits("abcdef", edits)).toBe(after);
  });

  it("counts in UTF-16 code units, as the parsers do", () => {
    expect(applyEdits("🔑=a", [edit(3, 1, "b")])).toBe("🔑=b");
  });

  it("leaves the list it was given as it was", () => {
    const edits = Object.freeze([edit(4, 0, "Y"), edit(1, 0, "X")]);
    applyEdits("abcdef", edits);
    expect(edits.map(({ offset }) => offset)).toEqual([4, 1]);
  });
});

describe("lineEnd", () => {
  it.each([
    ["", "\n"],
    ["one line", "\n"],
    ["a\nb\r\n", "\n"],
    ["a\r\nb\n", "\r\n"],
    ["\na\r\n", "\n"],
    ["\r\n", "\r\n"],
    ["a\rb", "\n"],
  ])("of %j is %j", (text, end) => {
    expect(lineEnd(text)).toBe(end);
  });
});

describe("difference", () => {
  it.each([
    ["abc", "abc", edit(3, 0, "")],
    ["abc", "abXc", edit(2, 0, "X")],
    ["abXc", "abc", edit(2, 1, "")],
    ["", "abc", edit(0, 0, "abc")],
    ["abc", "", edit(0, 3, "")],
    ["aa", "aaa", edit(2, 0, "a")],
    ["aaa", "aa", edit(2, 1, "")],
  ])("between %j and %j is the least that leads there", (before, after, expected) => {
    expect(difference(before, after)).toEqual(expected);
  });

  it("always leads from one text to the other", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "🔑"), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applyEdits(before, [difference(before, after)])).toBe(after);
      }),
      { numRuns: 2000 },
    );
  });
});
