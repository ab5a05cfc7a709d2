import { expect, it } from "vitest";
import { clipboardView, type ClipboardFacts } from "../../../../entrypoints/welcome/clipboard-view.ts";
import { failure } from "../../../../src/core/messages/failures.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const SESSION = { ok: true, key: sessionKey(KEY_TEXT), expiresAt: null } as const;
const COPIED = { format: "dotenv", result: { ok: true } } as const;

it.each<[string, Partial<ClipboardFacts>, object]>([
  ["nothing before the sign-in is known", { session: null }, { button: "copy", due: "copy", status: null }],
  ["to copy", {}, { button: "copy", due: "copy", status: null }],
  [
    "to sign in",
    { session: failure("signed_out") },
    {
      button: "open_claude",
      due: "copy",
      status: { title: { key: "failure.signed_out.title" }, actions: [] },
    },
  ],
  [
    "to paste",
    { copied: COPIED },
    { button: "copy", due: "next", status: { tone: "good", title: { key: "popup.copied" } } },
  ],
  [
    "to paste what was cleared meanwhile",
    { copied: { ...COPIED, cleared: true } },
    { due: "next", status: { title: { key: "popup.copied_cleared" } } },
  ],
  [
    "to copy again where the browser refused it",
    { copied: { ...COPIED, result: failure("clipboard_refused") } },
    { due: "copy", status: { tone: "bad" } },
  ],
])("the step of the clipboard asks: %s", (_, facts, expected) => {
  expect(clipboardView({ session: SESSION, copied: null, ...facts })).toMatchObject(expected);
});
