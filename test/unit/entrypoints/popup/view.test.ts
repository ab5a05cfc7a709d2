import { describe, expect, it } from "vitest";
import type { Failure, FailureCode } from "../../../../src/core/messages/failures.ts";
import type { StatusReply } from "../../../../src/core/messages/messages.ts";
import {
  DEFAULT_SETTINGS,
  INITIAL_STATE,
  type LastExport,
  type Records,
  type SyncState,
} from "../../../../src/extension/browser/records.ts";
import type { Proof } from "../../../../src/extension/ui/proof.ts";
import type { Click, Facts, Job, OpenClaw } from "../../../../entrypoints/popup/facts.ts";
import { viewOf } from "../../../../entrypoints/popup/view.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { COMPANION, FILE, popupFacts, popupRecords } from "./popup-facts.ts";

const NOW = new Date("2026-07-01T12:00:00.000Z");
const LATER = new Date(NOW.getTime() + 60_000).toISOString();
const MINE = "a".repeat(32);
const OTHER = "b".repeat(32);
const EXPORTED: LastExport = { fingerprint: MINE, at: NOW.toISOString(), id: FILE.id, path: FILE.path };

const failed = (code: FailureCode): Failure => ({ ok: false, code });
const withRecords = (changes: Partial<Records>): Partial<Facts> => ({ records: popupRecords(changes) });
const withState = (changes: Partial<SyncState>): Partial<Facts> =>
  withRecords({ lastExport: EXPORTED, state: { ...INITIAL_STATE, ...changes } });
const view = (changes: Partial<Facts> = {}) => viewOf(popupFacts(changes), NOW);
const titleOf = (changes: Partial<Facts>) => view(changes).status.title.key;

const TROUBLE = {
  trouble: { code: "disk_full", failures: 3, fingerprint: null, nextAt: LATER },
} as const;

const FIRST = { uuid: "1a111111-2222-4333-8444-555555555555", name: "First" };
const SECOND = { uuid: "2b222222-2222-4333-8444-555555555555", name: "Second" };
const answered = (usage: object): Facts["usage"] =>
  ({ answer: { at: NOW.toISOString(), usage }, activeId: SECOND.uuid, waits: null }) as Facts["usage"];
const OTHER_ORGANIZATION = answered({ ok: true, organizations: [FIRST, SECOND], windows: [] });
const REFUSED = answered({ ...failed("session_refused"), organizations: [] });

const report = (changes: object = {}) => ({
  id: FILE.id,
  path: FILE.path,
  exists: true,
  fingerprint: null,
  problem: null,
  ...changes,
});
const reply = (changes: Partial<StatusReply> = {}): StatusReply => ({
  ok: true,
  protocol: 1,
  version: "1.2.3",
  browsers: [],
  files: { config: report(), dotenv: report({ id: "2".repeat(32) }) },
  effective: null,
  ...changes,
});
const answer = (
  status: StatusReply | Failure,
  lastExport: LastExport | null = null,
): { openClaw: OpenClaw } => ({
  openClaw: {
    state: "answered",
    answer: status.ok ? { ok: true, status, fingerprint: MINE } : status,
    lastExport,
  },
});
const config = (changes: object) => reply({ files: { config: report(changes), dotenv: report() } });
const FOREIGN = answer(config({ fingerprint: OTHER }), EXPORTED);

describe("The popup", () => {
  it("is ready with key, file and both buttons", () => {
    expect(view()).toMatchObject({
      key: "sk-ant-sid01-••••AAAA",
      expires: { key: "popup.expires_with_browser" },
      target: FILE.path,
      primary: "export",
      canExport: true,
      canCopy: true,
      canCheck: true,
      openClaw: null,
      sync: { key: "sync.row_in_step" },
      pause: { key: "action.pause" },
      status: { tone: "neutral", title: { key: "popup.ready" }, text: [{ key: "popup.ready_text" }] },
      proof: null,
    });
  });

  it("says when the key ends", () => {
    const expiresAt = new Date(NOW.getTime() + 28 * 86_400_000);
    const session = { ok: true, key: sessionKey(KEY_TEXT), expiresAt } as const;
    expect(view({ session }).expires).toMatch(/^in 28 days/);
  });

  it("names the last export", () => {
    const { status } = view(withRecords({ lastExport: EXPORTED }));
    expect(status.text[0]?.key).toBe("popup.last_export");
  });

  it.each<[string, Partial<Facts>, object]>([
    [
      "only copies with the clipboard as target, and leads to the set-up of the other",
      withRecords({ settings: { ...DEFAULT_SETTINGS, target: "clipboard" } }),
      { primary: "setup", canExport: false, canCheck: false, target: { key: "popup.target_clipboard" } },
    ],
    [
      "can't export before a target is chosen",
      withRecords({ settings: DEFAULT_SETTINGS }),
      { primary: "export", canExport: false, status: { actions: ["open_welcome"] } },
    ],
    [
      "can't export before a file is confirmed",
      withRecords({ settings: { ...COMPANION, file: null } }),
      { canExport: false, target: null, status: { actions: ["open_welcome"] } },
    ],
  ])("%s", (_, facts, expected) => {
    expect(view(facts)).toMatchObject({ canCopy: true, ...expected });
  });

  it.each([
    ["consent_missing", "popup.off_title", "open_welcome"],
    ["permission_missing", "failure.permission_missing.title", "open_welcome"],
    ["signed_out", "failure.signed_out.title", "open_claude"],
    ["key_is_api_key", "failure.key_is_api_key.title", undefined],
  ] as const)("shows no key and lets nothing be clicked when %s", (code, title, action) => {
    const shown = view({ session: failed(code) });
    const nothing = { key: null, expires: null, canExport: false, canCopy: false, canCheck: false };
    expect(shown).toMatchObject({ ...nothing, status: { title: { key: title } } });
    expect(shown.status.actions[0]).toBe(action);
  });
});

describe("Before a click the popup tells", () => {
  it.each<[what: string, title: string, facts: Partial<Facts>]>([
    ["auto-sync's trouble", "failure.disk_full.title", withState(TROUBLE)],
    ["that a key waits", "sync.held", withState({ heldUntil: LATER })],
    ["that the sign-in ends soon", "sync.expiring", withState({ expiresAt: LATER })],
    [
      "that a gateway has the old key",
      "failure.gateway_restart_needed.title",
      withRecords({ lastExport: { ...EXPORTED, gatewayIsBehind: true } }),
    ],
    [
      "nothing of a trouble while auto-sync rests",
      "popup.ready",
      withRecords({
        settings: { ...COMPANION, paused: true },
        state: { ...INITIAL_STATE, ...TROUBLE },
      }),
    ],
    [
      "what auto-sync knows of a sign-out",
      "sync.signed_out",
      { session: failed("signed_out"), ...withState({ goneSince: NOW.toISOString() }) },
    ],
    [
      "rather why there is no key",
      "failure.key_is_api_key.title",
      { session: failed("key_is_api_key"), ...withState(TROUBLE) },
    ],
    ["that all is off", "popup.off_title", { session: failed("consent_missing"), ...withState(TROUBLE) }],
    [
      "first that the set-up is not done",
      "popup.setup_title",
      { usage: OTHER_ORGANIZATION, ...withRecords({ settings: { ...COMPANION, file: null } }) },
    ],
    ["that claude.ai refuses the key", "failure.session_refused.title", { usage: REFUSED }],
    ["that before another's key", "failure.session_refused.title", { usage: REFUSED, ...FOREIGN }],
    [
      "what keeps a click from working before that",
      "failure.companion_missing.title",
      { usage: REFUSED, ...answer(failed("companion_missing")) },
    ],
    ["the other organization", "usage.other_organization", { usage: OTHER_ORGANIZATION }],
    [
      "that before a key that waits",
      "usage.other_organization",
      { usage: OTHER_ORGANIZATION, ...withState({ heldUntil: LATER }) },
    ],
    [
      "a sign-in that ends soon before that",
      "sync.expiring",
      { usage: OTHER_ORGANIZATION, ...withState({ expiresAt: LATER }) },
    ],
    ["another's key before that", "popup.foreign", { usage: OTHER_ORGANIZATION, ...FOREIGN }],
  ])("%s: %s", (_, title, facts) => {
    const shown = view(facts);
    expect(shown.status.title.key).toBe(title);
    expect(shown.statusOf).toBe(0);
    const isSignedIn = popupFacts(facts).session.ok;
    expect(shown.canCopy).toBe(isSignedIn);
    expect(shown.canExport).toBe(isSignedIn && shown.target !== null);
  });
});

describe('The row "In OpenClaw" says', () => {
  const reads = (fingerprint: string | null) =>
    answer(reply({ effective: { source: "configVars", path: FILE.path, fingerprint } }));

  it.each<[row: string, openClaw: { openClaw: OpenClaw }]>([
    ["popup.openclaw_checking", { openClaw: { state: "asked" } }],
    ["popup.openclaw_same", reads(MINE)],
    ["popup.openclaw_other", reads(OTHER)],
    ["popup.openclaw_no_key", reads(null)],
    ["popup.openclaw_none", answer(reply())],
    ["popup.openclaw_unknown", answer(failed("companion_missing"))],
    ["popup.openclaw_same", { openClaw: { state: "exported", effective: true } }],
    ["popup.openclaw_other", { openClaw: { state: "exported", effective: false } }],
  ])("%s", (row, openClaw) => {
    expect(view(openClaw).openClaw?.key).toBe(row);
  });
});

describe("Of what the companion reports, the popup warns", () => {
  it.each<[title: string, openClaw: { openClaw: OpenClaw }]>([
    ["failure.file_read_only.title", answer(config({ problem: failed("file_read_only") }))],
    ["failure.file_changed_place.title", answer(config({ id: "3".repeat(32) }))],
    ["popup.foreign", FOREIGN],
  ])("before the click: %s", (title, openClaw) => {
    expect(titleOf(openClaw)).toBe(title);
  });

  it.each([
    ["nothing was exported", OTHER, null],
    ["another key was exported last", OTHER, { ...EXPORTED, fingerprint: OTHER }],
    ["it was exported to another file", OTHER, { ...EXPORTED, id: "2".repeat(32) }],
    ["it stands there still", MINE, EXPORTED],
    ["none stands there", null, EXPORTED],
  ])("of nobody else's key where %s", (_, fingerprint, lastExport) => {
    expect(titleOf(answer(config({ fingerprint }), lastExport))).toBe("popup.ready");
  });
});

describe("After a click the popup shows", () => {
  const saved = (changes: object = {}) => ({
    ok: true as const,
    file: "config" as const,
    path: FILE.path,
    changed: true,
    tightened: false,
    effect: { effective: true } as const,
    ...changes,
  });
  const proof: Proof = { ok: true, seenBy: "gateway", windows: [], version: "1", source: "configVars" };
  const HIDDEN = { effective: false, source: "process", path: null } as const;

  it.each<[title: string, tone: string, job: Click]>([
    ["popup.working", "busy", { kind: "export", result: "running" }],
    ["popup.saved", "good", { kind: "export", result: saved() }],
    ["popup.unchanged", "good", { kind: "export", result: saved({ changed: false }) }],
    ["failure.not_effective.title", "warning", { kind: "export", result: saved({ effect: HIDDEN }) }],
    ["failure.file_busy.title", "bad", { kind: "export", result: failed("file_busy") }],
    ["popup.copied", "good", { kind: "copy", format: "raw", result: { ok: true } }],
    ["popup.copied_cleared", "neutral", { kind: "copy", format: "raw", result: { ok: true }, cleared: true }],
    [
      "failure.clipboard_refused.title",
      "bad",
      { kind: "copy", format: "raw", result: failed("clipboard_refused") },
    ],
    ["proof.asking", "busy", { kind: "check", proof: { step: "gateway" } }],
    ["proof.title", "good", { kind: "check", proof }],
  ])("%s, whatever else there is to say", (title, tone, job) => {
    const shown = view({ ...withState(TROUBLE), job: { ...job, id: 7 } });
    expect(shown).toMatchObject({ status: { tone, title: { key: title } }, statusOf: 7, proof: null });
    expect(shown.canExport).toBe(title !== "popup.working");
  });

  it("nothing of a copy that is on its way", () => {
    const job = { kind: "copy", format: "raw", result: "running", id: 7 } as const;
    expect(view({ job })).toMatchObject({ status: { title: { key: "popup.ready" } }, statusOf: 0 });
  });

  it("OpenClaw's own word below an export", () => {
    const shown = view({ job: { kind: "export", result: saved(), proof, id: 7 } });
    expect(shown.status.title.key).toBe("popup.saved");
    expect(shown.proof).toMatchObject({ tone: "good", title: { key: "proof.title" } });
  });

  it.each<[what: string, shown: "status" | "proof", job: Job]>([
    ["a copy", "status", { kind: "copy", format: "raw", result: { ok: true }, id: 7 }],
    ["a check", "status", { kind: "check", proof, id: 7 }],
    ["the proof of an export", "proof", { kind: "export", result: saved(), proof, id: 7 }],
  ])("beside %s that OpenClaw reads another organization, also where that comes later", (_, part, job) => {
    expect(view({ job })[part]?.tone).toBe("good");
    const warned = view({ job, usage: OTHER_ORGANIZATION })[part];
    expect(warned?.tone).toBe("warning");
    expect(warned?.text.at(-1)?.key).toBe("usage.other_organization_text");
  });
});
