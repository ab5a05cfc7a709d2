import { describe, expect, it, vi } from "vitest";
import { clearClipboard, clipboardTarget } from "../../../../src/extension/export/copy.ts";
import { SessionKey } from "../../../../src/core/claude/session-key.ts";

const KEY = `sk-ant-sid02-${"k".repeat(100)}`;

function key(): SessionKey {
  const parsed = SessionKey.parse(KEY);
  if (!parsed.ok) throw new Error(parsed.code);
  return parsed.key;
}

const refusing = { writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) };

describe("clipboardTarget", () => {
  it("writes the key in the chosen format", async () => {
    const writeText = vi.fn((_: string) => Promise.resolve());
    await expect(clipboardTarget({ writeText }, "dotenv").put(key())).resolves.toEqual({
      ok: true,
      kind: "copied",
      format: "dotenv",
    });
    expect(writeText.mock.calls).toEqual([[`CLAUDE_AI_SESSION_KEY=${KEY}\n`]]);
  });

  it("says so where the browser refuses", async () => {
    await expect(clipboardTarget(refusing, "raw").put(key())).resolves.toMatchObject({
      ok: false,
      code: "clipboard_refused",
    });
  });
});

describe("clearClipboard", () => {
  it("empties it, or says that it can't", async () => {
    const writeText = vi.fn((_: string) => Promise.resolve());
    await expect(clearClipboard({ writeText })).resolves.toBe(true);
    expect(writeText.mock.calls).toEqual([[""]]);
    await expect(clearClipboard(refusing)).resolves.toBe(false);
  });
});
