import { FailureCode } from "../../../../src/core/messages/failures.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { VerifyStep } from "../../../../src/core/messages/messages.ts";
import { seenProgress, seenStatus } from "../../../../src/extension/ui/proof.ts";
import type { Status } from "../../../../src/extension/ui/status.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";

const SEEN = { ok: true, seenBy: "gateway", version: "2026.9.6", source: "configVars" } as const;

const window = (label: string, usedPercent: number) => ({ label, usedPercent, resetAt: null });
const lines = ({ text }: Status): string[] => text.map(say);

beforeEach(useEnglish);

describe("While OpenClaw is asked, the user reads", () => {
  it("that it is, before there is a step", () => {
    const status = seenProgress(null);
    expect(status).toMatchObject({ tone: "busy", actions: [], progress: { value: 0, of: 6 } });
    expect(say(status.title)).toBe("Asking OpenClaw …");
    expect(status.text).toEqual([]);
  });

  it.each(Array.from(VerifyStep.options.entries()))("what is asked, at step %i: %s", (value, step) => {
    const status = seenProgress(step);
    expect(status).toMatchObject({ tone: "busy", progress: { value, of: VerifyStep.options.length } });
    expect(lines(status)).toEqual([expect.stringMatching(/^[A-Z].+[.?]$/)]);
  });

  it("something else at each step", () => {
    expect(new Set(VerifyStep.options.flatMap((step) => lines(seenProgress(step)))).size).toBe(6);
  });
});

describe("What OpenClaw shows", () => {
  it("stands in one line, in its own order", () => {
    const status = seenStatus({ ...SEEN, windows: [window("5h", 41.4), window("Week", 65.5)] });
    expect(status).toMatchObject({ tone: "good", actions: [] });
    expect(status).not.toHaveProperty("progress");
    expect(say(status.title)).toBe("Seen by OpenClaw");
    expect(lines(status)).toEqual(["5h 41 % · Week 66 %"]);
  });

  it("comes with a word on where, if no gateway runs", () => {
    const status = seenStatus({ ...SEEN, seenBy: "command", windows: [window("5h", 0)] });
    expect(lines(status)).toEqual(["5h 0 %", "No gateway runs right now; openclaw status --usage shows it."]);
  });

  it("is no more than four windows", () => {
    const windows = ["a", "b", "c", "d", "e"].map((label) => window(label, 1));
    expect(lines(seenStatus({ ...SEEN, windows }))).toEqual(["a 1 % · b 1 % · c 1 % · d 1 %"]);
  });

  it("may be nothing", () => {
    expect(lines(seenStatus({ ...SEEN, windows: [] }))).toEqual(["It shows no limits."]);
  });

  it.each([
    ["a megabyte", "x".repeat(1_000_000), `${"x".repeat(19)}…`],
    ["lines", "one\r\n  two", "one two"],
    ["what turns a sentence around", "\u202Etxe", "txe"],
    ["a place for other words", "{percent}", "{percent}"],
    ["markup, which is text", "<b>bold</b>", "<b>bold</b>"],
  ])("takes of a label no more than fits, and no order to the page: %s", (_, label, shown) => {
    expect(lines(seenStatus({ ...SEEN, windows: [window(label, 5)] }))).toEqual([`${shown} 5 %`]);
  });
});

describe("What keeps OpenClaw from it", () => {
  it.each(FailureCode.options.filter((code) => code !== "protocol_unsupported"))(
    "is told in words, with a next step: %s",
    (code) => {
      const detail = {
        path: "/home/you/.openclaw/.env",
        line: 1,
        column: 1,
        errno: "EIO",
        source: "globalDotenv",
        version: "2025.12.31",
        oldest: "2026.9.6",
        name: "Team",
      } as const;
      const status = seenStatus({ ok: false, code, detail });
      const words = [say(status.title), ...lines(status)].join(" ");
      expect(words.length).toBeGreaterThan(20);
      expect(words).not.toMatch(/\{\w+\}|undefined|\[object/);
      expect(status.tone).not.toBe("good");
      expect(status).not.toHaveProperty("progress");
    },
  );

  it("names the source of an old key in words", () => {
    const status = seenStatus({ ok: false, code: "key_shadowed", detail: { source: "globalDotenv" } });
    expect(lines(status)[0]).toContain("OpenClaw's global .env");
  });

  it("takes of an organization's name no more than fits", () => {
    const detail = { name: `\u202E${"T".repeat(1_000)}` };
    const status = seenStatus({ ok: false, code: "organization_without_windows", detail });
    expect(lines(status)[0]).toContain(`: ${"T".repeat(39)}….`);
  });
});
