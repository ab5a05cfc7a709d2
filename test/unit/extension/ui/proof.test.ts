import { beforeAll, describe, expect, it } from "vitest";
import { VerifyStep } from "../../../../src/core/messages/messages.ts";
import { proofStatus } from "../../../../src/extension/ui/proof.ts";
import type { Status } from "../../../../src/extension/ui/status.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

const PROOF = { ok: true, seenBy: "gateway", version: "2026.9.6", source: "configVars" } as const;

const window = (label: string, usedPercent: number) => ({ label, usedPercent, resetAt: null });
const lines = ({ text }: Status): string[] => text.map(say);

beforeAll(useEnglish);

describe("While OpenClaw is asked, the user reads", () => {
  it("that it is, before there is a step", () => {
    const status = proofStatus({ step: null });
    expect(status).toMatchObject({ tone: "busy", actions: [], progress: { value: 0, of: 6 } });
    expect(say(status.title)).toBe("Asking OpenClaw …");
    expect(status.text).toEqual([]);
  });

  it.each(Array.from(VerifyStep.options.entries()))("what is asked, at step %i: %s", (value, step) => {
    const status = proofStatus({ step });
    expect(status).toMatchObject({ tone: "busy", progress: { value, of: VerifyStep.options.length } });
    expect(lines(status)).toEqual([expect.stringMatching(/^[A-Z].+[.?]$/)]);
  });

  it("something else at each step", () => {
    expect(new Set(VerifyStep.options.flatMap((step) => lines(proofStatus({ step })))).size).toBe(6);
  });
});

describe("What OpenClaw shows", () => {
  it("stands in one line, in its own order", () => {
    const status = proofStatus({ ...PROOF, windows: [window("5h", 41.4), window("Week", 65.5)] });
    expect(status).toMatchObject({ tone: "good", actions: [] });
    expect(status).not.toHaveProperty("progress");
    expect(say(status.title)).toBe("Seen by OpenClaw");
    expect(lines(status)).toEqual(["5h 41 % · Week 66 %"]);
  });

  it("comes with a word on where, if no gateway runs", () => {
    const status = proofStatus({ ...PROOF, seenBy: "command", windows: [window("5h", 0)] });
    expect(lines(status)).toEqual(["5h 0 %", "No gateway runs right now; openclaw status --usage shows it."]);
  });

  it("is no more than four windows", () => {
    const windows = ["a", "b", "c", "d", "e"].map((label) => window(label, 1));
    expect(lines(proofStatus({ ...PROOF, windows }))).toEqual(["a 1 % · b 1 % · c 1 % · d 1 %"]);
  });

  it("may be nothing", () => {
    expect(lines(proofStatus({ ...PROOF, windows: [] }))).toEqual(["It shows no limits."]);
  });

  it.each([
    ["a megabyte", "x".repeat(1_000_000), `${"x".repeat(19)}…`],
    ["what turns a sentence around", "\u202Etxe", "txe"],
    ["a place for other words", "{percent}", "{percent}"],
  ])("takes of a label no more than fits, and no order to the page: %s", (_, label, shown) => {
    expect(lines(proofStatus({ ...PROOF, windows: [window(label, 5)] }))).toEqual([`${shown} 5 %`]);
  });
});

it("What keeps OpenClaw from it is told as any failure is", () => {
  const failed = { ok: false, code: "token_missing" } as const;
  expect(proofStatus(failed)).toMatchObject({ tone: "bad", title: { key: "failure.token_missing.title" } });
});
