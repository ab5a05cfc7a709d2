import type { Failure, FailureCode } from "../../src/core/messages/failures.ts";
import { expect } from "vitest";
import { failureText } from "../../src/openclaw/words/failure-text.ts";
import type { Detail } from "../../src/core/messages/messages.ts";

/** The failure has this code and these details, and its words need no other. */
export function expectFailure(result: { ok: true } | Failure, code: FailureCode, detail?: Detail): void {
  expect(result).toEqual(detail ? { ok: false, code, detail } : { ok: false, code });
  expectWholeWords(result);
}

/** It is a failure, and no `{placeholder}` of its words stays empty. */
export function expectWholeWords(result: { ok: true } | Failure): void {
  expect(result.ok ? "no failure" : failureText(result)).not.toMatch(/\{\w+\}|^no failure$/);
}
