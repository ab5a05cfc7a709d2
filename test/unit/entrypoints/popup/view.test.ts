import type { StatusReply } from "../../../../src/core/messages/messages.ts";
import { describe, expect, it } from "vitest";
import type { OpenedSession } from "../../../../src/extension/export/session.ts";
import { SessionKey } from "../../../../src/core/claude/session-key.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../../src/extension/browser/records.ts";
import type { LastExport } from "../../../../src/extension/sync/state.ts";
import type { SyncView } from "../../../../src/extension/sync/view.ts";
import { notice, statusOf, type Status } from "../../../../src/extension/ui/status.ts";
import type { UsageFacts } from "../../../../src/extension/ui/usage-status.ts";
import {
  openClawRowAfter,
  openClawView,
  popupView,
  type PopupFacts,
} from "../../../../entrypoints/popup/view.ts";

const FILE = { kind: "config", id: "1".repeat(32), path: "/home/you/.openclaw/openclaw.json" } as const;
const COMPANION: Settings = { ...DEFAULT_SETTINGS, target: "companion", file: FILE };
const MINE = "a".repeat(32);
const OTHER = "b".repeat(32);
const LAST_EXPORT: LastExport = {
  fingerprint: MINE,
  at: "2026-01-02T03:04:05.000Z",
  id: FILE.id,
  path: FILE.path,
};

function signedIn(): OpenedSession {
  const parsed = SessionKey.parse(`sk-ant-sid02-${"k".repeat(96)}wxyz`);
  if (!parsed.ok) throw new Error(parsed.code);
  return { ok: true, key: parsed.key, expiresAt: null };
}

const view = (session: OpenedSession, settings: Settings, facts: Partial<PopupFacts> = {}) =>
  popupView({
    session,
    settings,
    lastExport: null,
    sync: { phase: "off" },
    openClaw: null,
    usage: null,
    ...facts,
  });

describe("popupView", () => {
  it("is ready with key, file and both buttons", () => {
    expect(view(signedIn(), COMPANION)).toMatchObject({
      key: { masked: "sk-ant-sid02-••••wxyz", expiresAt: null },
      target: FILE.path,
      primary: "export",
      canExport: true,
      canCopy: true,
      status: { tone: "neutral", title: { key: "popup.ready" } },
    });
  });

  it("names the last export", () => {
    const { status } = view(signedIn(), COMPANION, { lastExport: LAST_EXPORT });
    expect(status.text[0]?.key).toBe("popup.last_export");
  });

  it("can only copy with the clipboard as target, and leads to the set-up of the other", () => {
    const shown = view(signedIn(), { ...DEFAULT_SETTINGS, target: "clipboard" });
    expect(shown).toMatchObject({ primary: "setup", canExport: false, canCopy: true, target: null });
  });

  it.each([
    ["nothing is chosen", DEFAULT_SETTINGS],
    ["no file is confirmed", { ...COMPANION, file: null }],
  ])("can't export while %s", (_, settings) => {
    const shown = view(signedIn(), settings);
    expect(shown).toMatchObject({ canExport: false, canCopy: true, status: { actions: ["open_welcome"] } });
  });

  it.each([
    ["consent_missing", "popup.off_title", "open_welcome"],
    ["permission_missing", "failure.permission_missing.title", "open_welcome"],
    ["signed_out", "failure.signed_out.title", "open_claude"],
    ["key_is_api_key", "failure.key_is_api_key.title", undefined],
  ] as const)("shows no key and lets nothing be clicked when %s", (code, title, action) => {
    const shown = view({ ok: false, code }, COMPANION);
    expect(shown).toMatchObject({
      key: null,
      canExport: false,
      canCopy: false,
      status: { title: { key: title } },
    });
    expect(shown.status.actions[0]).toBe(action);
  });
});

describe("popupView with auto-sync", () => {
  const nextAt = new Date(0);
  const trouble = { phase: "trouble", code: "disk_full", detail: undefined, urgent: true, nextAt } as const;
  const signedOut = { ok: false, code: "signed_out" } as const;

  it.each<[what: string, session: OpenedSession, sync: SyncView, title: string]>([
    ["its trouble", signedIn(), trouble, "failure.disk_full.title"],
    ["a key that waits", signedIn(), { phase: "held", until: nextAt }, "sync.held"],
    ["a sign-in that ends soon", signedIn(), { phase: "expiring", daysLeft: 1 }, "sync.expiring"],
    ["nothing of it where all is well", signedIn(), { phase: "in_step", lastAt: null }, "popup.ready"],
    ["nothing of it while it rests", signedIn(), { phase: "paused" }, "popup.ready"],
    ["a sign-out", signedOut, { phase: "signed_out", exported: true }, "sync.signed_out"],
    ["the cookie's end", signedOut, { phase: "expired", exported: true }, "sync.expired"],
    ["a sign-out that it knows nothing of", signedOut, { phase: "off" }, "failure.signed_out.title"],
    [
      "rather why there is no key",
      { ok: false, code: "key_is_api_key" },
      trouble,
      "failure.key_is_api_key.title",
    ],
    ["that all is off", { ok: false, code: "consent_missing" }, trouble, "popup.off_title"],
  ])("tells %s", (_, session, sync, title) => {
    expect(view(session, COMPANION, { sync }).status.title.key).toBe(title);
  });

  it("tells first that the set-up is not done", () => {
    const shown = view(signedIn(), { ...COMPANION, file: null }, { sync: { phase: "not_set_up" } });
    expect(shown.status.title.key).toBe("popup.setup_title");
  });

  it("lets everything be clicked whatever keeps it waiting", () => {
    expect(view(signedIn(), COMPANION, { sync: trouble })).toMatchObject({ canExport: true, canCopy: true });
  });
});

describe("popupView with what came to light since", () => {
  const FIRST = { uuid: "1a111111-2222-4333-8444-555555555555", name: "First" };
  const SECOND = { uuid: "2b222222-2222-4333-8444-555555555555", name: "Second" };
  const organizations = [FIRST, SECOND];
  const trapped: UsageFacts = {
    usage: { ok: true, organizations, windows: [] },
    activeId: SECOND.uuid,
  };
  const refused: UsageFacts = {
    usage: { ok: false, code: "session_refused", organizations: [] },
    activeId: null,
  };
  const foreign: Status = { ...notice("popup.foreign"), tone: "warning" };
  const missing = statusOf({ ok: false, code: "companion_missing" });
  const held: SyncView = { phase: "held", until: new Date(0) };
  const expiring: SyncView = { phase: "expiring", daysLeft: 1 };

  it.each<[what: string, facts: Partial<PopupFacts>, title: string]>([
    ["a key that claude.ai refuses", { usage: refused }, "failure.session_refused.title"],
    ["it before another's key", { usage: refused, openClaw: foreign }, "failure.session_refused.title"],
    [
      "what keeps a click from working first",
      { usage: refused, openClaw: missing },
      "failure.companion_missing.title",
    ],
    ["the other organization", { usage: trapped }, "usage.other_organization"],
    ["it before a key that waits", { usage: trapped, sync: held }, "usage.other_organization"],
    ["a sign-in that ends before it", { usage: trapped, sync: expiring }, "sync.expiring"],
    ["another's key before it", { usage: trapped, openClaw: foreign }, "popup.foreign"],
  ])("tells %s", (_, facts, title) => {
    const shown = view(signedIn(), COMPANION, facts);
    expect(shown.status.title.key).toBe(title);
    expect(shown).toMatchObject({ canExport: true, canCopy: true });
  });

  it("tells first that the set-up is not done", () => {
    const shown = view(signedIn(), DEFAULT_SETTINGS, { usage: trapped });
    expect(shown.status.title.key).toBe("popup.setup_title");
  });
});

describe("openClawView", () => {
  const file = (changes: object = {}) => ({
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
    files: { config: file(), dotenv: file({ id: "2".repeat(32) }) },
    effective: null,
    ...changes,
  });
  const rowOf = (answer: Parameters<typeof openClawView>[0], lastExport: LastExport | null = null) =>
    openClawView(answer, FILE, MINE, lastExport);

  it.each([
    ["this key", MINE, "popup.openclaw_same"],
    ["another key", OTHER, "popup.openclaw_other"],
    ["something that is no key", null, "popup.openclaw_no_key"],
  ])("says that OpenClaw has %s", (_, fingerprint, row) => {
    const effective = { source: "configVars", path: FILE.path, fingerprint } as const;
    expect(rowOf(reply({ effective }))).toEqual({ row: { key: row }, status: null });
  });

  it("says that OpenClaw has no key", () => {
    expect(rowOf(reply({ effective: null }))).toEqual({ row: { key: "popup.openclaw_none" }, status: null });
  });

  it("does not know where the companion does not answer, and says why", () => {
    const shown = rowOf({ ok: false, code: "companion_missing" });
    expect(shown).toMatchObject({
      row: { key: "popup.openclaw_unknown" },
      status: { title: { key: "failure.companion_missing.title" } },
    });
  });

  it("warns before the click of what would be refused at it", () => {
    const problem = { ok: false, code: "file_read_only", detail: { path: FILE.path } } as const;
    const shown = rowOf(reply({ files: { config: file({ problem }), dotenv: file() } }));
    expect(shown.status?.title.key).toBe("failure.file_read_only.title");
  });

  it("warns when the companion would write elsewhere than where the user said", () => {
    const shown = rowOf(reply({ files: { config: file({ id: "3".repeat(32) }), dotenv: file() } }));
    expect(shown.status?.title.key).toBe("failure.file_changed_place.title");
  });

  const held = (fingerprint: string | null) =>
    reply({ files: { config: file({ fingerprint }), dotenv: file() } });

  it("says so where this very key was exported, and another stands there now", () => {
    const shown = rowOf(held(OTHER), LAST_EXPORT);
    expect(shown.status).toMatchObject({ tone: "warning", title: { key: "popup.foreign" } });
  });

  it.each([
    ["nothing was exported", OTHER, null],
    ["another key was exported last", OTHER, { ...LAST_EXPORT, fingerprint: OTHER }],
    ["it was exported to another file", OTHER, { ...LAST_EXPORT, id: "2".repeat(32) }],
    ["it stands there still", MINE, LAST_EXPORT],
    ["none stands there", null, LAST_EXPORT],
  ])("speaks of nobody else's key where %s", (_, fingerprint, lastExport) => {
    expect(rowOf(held(fingerprint), lastExport).status).toBeNull();
  });
});

describe("openClawRowAfter", () => {
  it.each([
    [{ effective: true }, "popup.openclaw_same"],
    [{ effective: false, source: "process", path: null }, "popup.openclaw_other"],
  ] as const)("follows the effect of what was saved: %j", (effect, row) => {
    const outcome = {
      ok: true,
      kind: "saved",
      file: "config",
      path: "",
      changed: true,
      tightened: false,
      effect,
    } as const;
    expect(openClawRowAfter(outcome)).toEqual({ key: row });
  });

  it("leaves the row alone after anything else", () => {
    expect(openClawRowAfter({ ok: true, kind: "copied", format: "raw" })).toBeNull();
    expect(openClawRowAfter({ ok: false, code: "disk_full" })).toBeNull();
  });
});
