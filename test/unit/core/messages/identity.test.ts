import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  CHROME_EXTENSION_ID,
  CHROME_PUBLIC_KEY,
  FIREFOX_EXTENSION_ID,
} from "../../../../src/core/messages/identity.ts";

describe("The extension's id", () => {
  it("in Chromium is the one that its public key gives it", () => {
    const hash = createHash("sha256").update(Buffer.from(CHROME_PUBLIC_KEY, "base64")).digest("hex");
    const letters = Array.from(hash.slice(0, 32), (digit) => "abcdefghijklmnop"[Number.parseInt(digit, 16)]);
    expect(letters.join("")).toBe(CHROME_EXTENSION_ID);
  });

  it("in Firefox has the form of an address, as Firefox wants it", () => {
    expect(FIREFOX_EXTENSION_ID).toMatch(/^[a-z0-9-._]*@[a-z0-9-._]+$/i);
  });
});
