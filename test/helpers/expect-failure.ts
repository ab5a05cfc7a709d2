import { expect } from "vitest";
import { failureText } from "../../src/companion/cli/words.ts";
import type { CompanionErrorCode, CompanionFailure, ErrorDetail } from "../../src/core/messages/messages.ts";

/** The failure has this code and these details, and its words need no other. */
export function expectFailure(
  result: { ok: true } | CompanionFailure,
  code: CompanionErrorCode,
  detail?: ErrorDetail,
): void {
  expect(result).toEqual(detail ? { ok: false, code, detail } : { ok: false, code });
  expectWholeWords(result);
}

/** It is a failure, and no `{placeholder}` of its words stays empty. */
export function expectWholeWords(result: { ok: true } | CompanionFailure): void {
  expect(result.ok ? "no failure" : failureText(result)).not.toMatch(/\{\w+\}|^no failure$/);
}
