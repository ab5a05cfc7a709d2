/** Whatever the companion may answer, people read words for it that need nothing the answer can't bring. */
import { FailureCode } from "../../../../src/core/messages/failures.ts";
import { describe, expect, it } from "vitest";
import catalogue from "../../../../locales/en.json" with { type: "json" };
import { Detail } from "../../../../src/core/messages/messages.ts";

const CODES = FailureCode.options.filter((code) => code !== "protocol_unsupported");
/** `file` is the path once more, in the length that a page has room for. */
const DETAILS = [...Object.keys(Detail.shape), "file"];

describe.each(CODES)("%s", (code) => {
  const { title, next } = catalogue.failure[code];

  it("has a title that can stand in a line with what follows, and a next step", () => {
    expect(title).toMatch(/^\S.*[^\s.:!?]$/);
    expect(next).toMatch(/^[A-Z].*[.:]?$/);
  });

  it("names no detail but those of the protocol", () => {
    const named = Array.from(`${title} ${next}`.matchAll(/\{(\w+)\}/g), ([, name]) => name!);
    expect(DETAILS).toEqual(expect.arrayContaining(named));
  });
});
