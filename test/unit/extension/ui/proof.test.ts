import { beforeAll, expect, it } from "vitest";
import { failure } from "../../../../src/core/messages/failures.ts";
import { VerifyStep } from "../../../../src/core/messages/messages.ts";
import { proofStatus, type Proof } from "../../../../src/extension/ui/proof.ts";
import type { UsageFacts } from "../../../../src/extension/ui/usage-status.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";
import { failedUsage, readUsageOf, UNSAID } from "../../../helpers/usage.ts";

const PROOF = { ok: true, seenBy: "gateway", version: "2026.9.6", source: "configVars" } as const;

const windows = (...all: [label: string, usedPercent: number][]) =>
  all.map(([label, usedPercent]) => ({ label, usedPercent, resetAt: null }));
const linesOf = (proof: Proof): string[] => proofStatus(proof).text.map(say);

beforeAll(useEnglish);

it("before the first step of a proof the user reads that OpenClaw is asked", () => {
  const status = proofStatus({ step: null });
  expect(status).toMatchObject({
    tone: "busy",
    text: [{ key: "proof.starting" }],
    actions: [],
    progress: { value: 0, of: 6 },
  });
  expect(say(status.title)).toBe("Asking OpenClaw …");
});

it("at each step the user reads something else of what is asked", () => {
  const told = VerifyStep.options.map((step, value) => {
    expect(proofStatus({ step })).toMatchObject({ tone: "busy", progress: { value, of: 6 } });
    const [line, ...more] = linesOf({ step });
    expect(line).toMatch(new RegExp(`^Step ${value + 1} of 6: .+\\.$`));
    expect(more).toEqual([]);
    return line;
  });
  expect(new Set(told).size).toBe(6);
});

it.each<[what: string, proof: object, lines: string[]]>([
  [
    "in one line, in its own order",
    { windows: windows(["5h", 41.4], ["Week", 65.5]) },
    ["It shows 5h 41% and Week 66%."],
  ],
  [
    "with a word on a chat that does not wait so long",
    { windows: windows(["5h", 41]), slowMs: 4_321 },
    [
      "It shows 5h 41%.",
      "Its questions take about 4.3 s. /status in a chat waits 3.5 s, then leaves the usage out; openclaw status --usage shows it.",
    ],
  ],
  [
    "with a word on where, if no gateway runs",
    { seenBy: "command", windows: windows(["5h", 0]) },
    ["It shows 5h 0%.", "No gateway runs right now; openclaw status --usage shows it."],
  ],
  [
    "up to two windows",
    { windows: windows(["a", 1], ["b", 1], ["c", 1], ["d", 1], ["e", 1]) },
    ["It shows a 1% and b 1%."],
  ],
  ["or that there is nothing", { windows: [] }, ["It shows no limits."]],
  [
    "no more of a label than fits",
    { windows: windows(["x".repeat(1_000_000), 5]) },
    [`It shows ${"x".repeat(19)}… 5%.`],
  ],
  ["nothing that turns a sentence around", { windows: windows(["\u202Etxe", 5]) }, ["It shows txe 5%."]],
  [
    "a label that looks like a place for words",
    { windows: windows(["{percent}", 5]) },
    ["It shows {percent} 5%."],
  ],
])("of what OpenClaw shows the user reads it %s", (_, changes, lines) => {
  const proof = { ...PROOF, ...changes } as Proof;
  const status = proofStatus(proof);
  expect(status).toMatchObject({ tone: "good", actions: [] });
  expect(status).not.toHaveProperty("progress");
  expect(say(status.title)).toBe("Seen by OpenClaw");
  expect(linesOf(proof)).toEqual(lines);
});

it("what keeps OpenClaw from it is told as any failure is", () => {
  const status = proofStatus(failure("token_missing"));
  expect(status).toMatchObject({ tone: "bad", title: { key: "failure.token_missing.title" } });
});

it("a key that claude.ai accepts in this browser is not called dead, whatever a program is told", () => {
  const accepted: UsageFacts = { usage: readUsageOf(), wanted: UNSAID };
  const offline: UsageFacts = { ...accepted, usage: failedUsage("claude_offline") };
  const codes = (proof: Proof) =>
    [accepted, offline, null].map((usage) => {
      const { title } = proofStatus(proof, usage);
      return say(title);
    });
  const dead = "claude.ai does not accept this key";
  expect(codes(failure("session_refused"))).toEqual(["claude.ai refuses to answer", dead, dead]);
  const region = "claude.ai is not available from this place";
  expect(codes(failure("claude_region"))).toEqual([region, region, region]);
});
