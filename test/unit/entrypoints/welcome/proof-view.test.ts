import { beforeAll, describe, expect, it } from "vitest";
import { proofView, type ProofFacts } from "../../../../entrypoints/welcome/proof-view.ts";
import { failure } from "../../../../src/core/messages/failures.ts";
import type { Saved } from "../../../../src/extension/browser/records.ts";
import { say } from "../../../../src/extension/ui/words.ts";
import type { PlanUsage } from "../../../../src/extension/usage/plan-usage.ts";
import { CONFIG } from "../../../helpers/fake-openclaw.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";
import { failedUsage, readUsageOf, UNSAID } from "../../../helpers/usage.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const AT = "2026-11-20T10:00:00.000Z";
const WINDOWS = [
  { label: "5h", usedPercent: 41, resetAt: null },
  { label: "Week", usedPercent: 66, resetAt: null },
];
const SEEN = {
  ok: true,
  seenBy: "gateway",
  version: "2026.9.6",
  source: "configVars",
  windows: WINDOWS,
} as const;
const SAVED: Saved = {
  ok: true,
  file: "config",
  path: CONFIG.path,
  changed: true,
  tightened: true,
  effect: { effective: true },
};

type Answer = Exclude<PlanUsage, "elsewhere">["answer"];
const answered = (usage: NonNullable<Answer>["usage"]): PlanUsage => ({
  answer: { at: AT, usage },
  numbers: null,
  wanted: UNSAID,
  waits: null,
});
const NUMBERS = answered(readUsageOf(WINDOWS, []));

const view = (changes: Partial<ProofFacts> = {}) =>
  proofView({
    sentAt: null,
    saved: null,
    proof: { ...SEEN, windows: [...WINDOWS] },
    session: { ok: true, key: sessionKey(KEY_TEXT), expiresAt: null },
    usage: NUMBERS,
    ...changes,
  });

beforeAll(useEnglish);

describe("after an export, the last step", () => {
  it("shows claude.ai's numbers while OpenClaw is asked, and says where the key went", () => {
    expect(view({ saved: SAVED, proof: { step: "gateway" } })).toMatchObject({
      title: "welcome.see_title",
      status: {
        tone: "busy",
        text: [
          { key: "popup.saved_text" },
          { key: "popup.saved_tightened" },
          { values: { what: { key: "proof.step_gateway" } } },
        ],
      },
      rows: [
        { claude: 41, openClaw: null, verdict: null },
        { claude: 66, openClaw: null, verdict: null },
      ],
      compares: true,
      canAskAgain: false,
    });
  });

  it("compares both, and only then claims that OpenClaw shows the plan", () => {
    expect(view()).toMatchObject({
      title: "welcome.seen_title",
      status: { tone: "good" },
      rows: [{ verdict: "same" }, { verdict: "same" }],
      canAskAgain: false,
    });
  });

  it("names a failure with its command behind what was saved, and can ask again", () => {
    const { status, title, compares, canAskAgain } = view({
      saved: SAVED,
      proof: failure("openclaw_missing"),
    });
    expect(title).toBe("welcome.see_title");
    expect({ compares, canAskAgain }).toEqual({ compares: false, canAskAgain: true });
    expect(status.command).toContain("install");
    expect(status.text.map(say).at(-1)).toMatch(/:$/);
    expect(status.text.map(say)[0]).toBe(`Written to ${CONFIG.path}.`);
  });

  it("shows OpenClaw's numbers alone where claude.ai says nothing here", () => {
    for (const usage of [null, "elsewhere", answered(failedUsage("claude_offline", []))])
      expect(view({ usage: usage as PlanUsage }).rows).toMatchObject([
        { claude: null, openClaw: 41, verdict: null },
        { claude: null, openClaw: 66, verdict: null },
      ]);
  });
});

describe("after a copy, the last step", () => {
  const pasted = (changes: Partial<ProofFacts> = {}) => view({ proof: null, ...changes });

  it("shows claude.ai's numbers, and leaves OpenClaw's to the user's own terminal", () => {
    expect(pasted()).toMatchObject({
      compares: false,
      canAskAgain: false,
      status: { tone: "neutral", command: "openclaw status --usage", actions: ["copy_command"] },
      rows: [{ claude: 41 }, { claude: 66 }],
    });
  });

  it("says why there are no numbers", () => {
    const lines = (usage: PlanUsage | null) => pasted({ usage }).status.text.map(say);
    expect(lines("elsewhere")[0]).toContain("claude.ai would answer for another sign-in");
    const offline = answered(failedUsage("claude_offline", []));
    expect(lines(offline)[0]).toBe("claude.ai can't be reached.");
    expect(lines(null)).toHaveLength(1);
  });

  it("leads to the sign-in where there is none", () => {
    expect(pasted({ session: failure("signed_out"), usage: null }).status.actions).toEqual(["open_claude"]);
  });
});
