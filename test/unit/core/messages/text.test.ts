import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import {
  fill,
  foreignWords,
  printable,
  printableJson,
  readBounded,
  whereThrown,
} from "../../../../src/core/messages/text.ts";
import { HOSTILE_CHARACTERS } from "../../../helpers/hostile-characters.ts";

it.each(HOSTILE_CHARACTERS)("Of %s nothing is printed, and a program still reads it", (_, character) => {
  const text = `a${character}b`;
  expect(printable(text)).toMatch(/^a\uFFFD+b$/);
  expect(foreignWords(text, 10)).toBe("a b");
  const json = printableJson({ [text]: text });
  expect(json).not.toContain(character);
  expect(JSON.parse(json)).toEqual({ [text]: text });
});

it.each([
  "/home/you/.openclaw/openclaw.json",
  'C:\\Users\\Jürgen\\it\'s "mine".json',
  "/home/名前/\u05e9\u05dc\u05d5\u05dd/e\u0301/a\u00a0b",
  "\u2764\ufe0f \u{1f600} \uf8ff",
])("What people write is printed as it is: %s", (text) => {
  expect(printable(text)).toBe(text);
});

it("whereThrown tells the places, and no word of the error's own, in however many lines", () => {
  const places = whereThrown(new Error("secret\nsecret"));
  expect(places[0]).toMatch(/^ {4}at .*text\.test\.ts/);
  expect(places.join()).not.toContain("secret");
  expect(whereThrown("secret")).toEqual([]);
  const error = Object.assign(new Error("secret"), { code: "ENOTDIR", syscall: "lstat", path: "secret" });
  error.stack = "Error: secret";
  expect(whereThrown(error)).toEqual(["    ENOTDIR lstat"]);
  expect(whereThrown(Object.assign(error, { code: "se cret" }))).toEqual(["    lstat"]);
});

describe("foreignWords", () => {
  it.each([
    ["Haiku", "Haiku"],
    ["exactly ten", "exactly t…"],
    ["1234567890", "1234567890"],
    ["😀".repeat(10), "😀".repeat(10)],
    ["😀".repeat(11), `${"😀".repeat(9)}…`],
    ["  a\n\tb  ", "a b"],
    ["a\u202eb\u0000c\u200b", "a b c"],
    ["\u001b[2J\u009b", "[2J"],
    ["<b>x</b>", "<b>x</b>"],
    ["\ud800", ""],
    ["", ""],
  ])("makes %j fit", (text, shown) => {
    expect(foreignWords(text, 10)).toBe(shown);
  });

  it("takes no longer for a large text than for its beginning", () => {
    const text = Buffer.alloc(20_000_000, "x ").toString("latin1");
    const start = performance.now();
    expect(foreignWords(text, 10)).toHaveLength(10);
    expect(performance.now() - start).toBeLessThan(50);
  });
});

it.each([
  ["{file}: line {line}", { file: "a", line: 0 }, "a: line 0"],
  ["{file} and {file}", { file: "$& {line}", line: 1 }, "$& {line} and $& {line}"],
  ["{file}, {other}", { file: undefined }, "{file}, {other}"],
])("fill puts values in their places in %j, and leaves the others", (text, values, filled) => {
  expect(fill(text, values)).toBe(filled);
});

describe("readBounded", () => {
  /** Brings the pieces, then this; `taken` counts what somebody took of it. */
  function stream(pieces: readonly string[], then?: Error) {
    const state = { taken: 0, isGivenUp: false };
    async function* bring() {
      try {
        for (const piece of pieces) {
          state.taken++;
          yield new TextEncoder().encode(piece);
        }
        if (then) throw then;
      } finally {
        state.isGivenUp = state.taken < pieces.length;
      }
    }
    return { state, chunks: bring() };
  }
  const textOf = (bytes: Uint8Array | null) => bytes && new TextDecoder().decode(bytes);

  it("joins what comes, takes as much as is allowed, and gives up the stream at one byte more", async () => {
    expect(textOf(await readBounded(stream([]).chunks, 4))).toBe("");
    expect(textOf(await readBounded(stream(["ä", "", "cd"]).chunks, 4))).toBe("äcd");
    const { state, chunks } = stream(["abc", "de", "never taken"]);
    expect(await readBounded(chunks, 4)).toBeNull();
    expect(state).toEqual({ taken: 2, isGivenUp: true });
  });

  it("ends a stream of Node's, and one of the web's, that brings too much", async () => {
    const node = new Readable({ read: () => node.push("x".repeat(1000)) && undefined });
    expect(await readBounded(node, 4000)).toBeNull();
    expect(node.destroyed).toBe(true);
    let isCancelled = false;
    const web = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
      cancel: () => void (isCancelled = true),
    });
    expect(await readBounded(web, 4000)).toBeNull();
    expect(isCancelled).toBe(true);
  });

  it("throws what the stream throws where it breaks off", async () => {
    const { chunks } = stream(["ab"], new Error("broken"));
    await expect(readBounded(chunks, 20)).rejects.toThrow("broken");
  });
});
