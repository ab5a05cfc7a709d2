import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import {
  CHROME_EXTENSION_ID,
  CHROME_PUBLIC_KEY,
  FIREFOX_EXTENSION_ID,
  HOST_NAME,
} from "../../../../src/core/messages/identity.ts";

it("The extension's id in Chromium is the one that its public key gives it", () => {
  const hash = createHash("sha256").update(Buffer.from(CHROME_PUBLIC_KEY, "base64")).digest("hex");
  const letters = Array.from(hash.slice(0, 32), (digit) => "abcdefghijklmnop"[Number.parseInt(digit, 16)]);
  expect(letters.join("")).toBe(CHROME_EXTENSION_ID);
});

it("The extension's id in Firefox, and the native host's name, have the form that browsers take", () => {
  expect(FIREFOX_EXTENSION_ID).toMatch(/^[a-z0-9-._]*@[a-z0-9-._]+$/i);
  expect(HOST_NAME).toMatch(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/);
});
