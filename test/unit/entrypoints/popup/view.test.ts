import { beforeAll, expect, it } from "vitest";
import { failure, type Failure } from "../../../../src/core/messages/failures.ts";
import type { StatusReply } from "../../../../src/core/messages/messages.ts";
import {
  INITIAL_STATE,
  type LastExport,
  type Records,
  type Saved,
  type Settings,
  type SyncState,
} from "../../../../src/extension/browser/records.ts";
import type { Proof } from "../../../../src/extension/ui/proof.ts";
import type { Click, Facts } from "../../../../entrypoints/popup/facts.ts";
import { viewOf } from "../../../../entrypoints/popup/view.ts";
import { CONFIG, DOTENV, statusReply } from "../../../helpers/fake-openclaw.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { COMPANION, popupFacts, popupRecords } from "./popup-facts.ts";

beforeAll(useEnglish);

const NOW = new Date("2026-07-01T12:00:00.000Z");
const LATER = new Date(NOW.getTime() + 60_000).toISOString();
const [MINE, OTHER] = ["a".repeat(32), "b".repeat(32)];
const EXPORTED: LastExport = { fingerprint: MINE, at: NOW.toISOString(), id: CONFIG.id, path: CONFIG.path };
const BEHIND = { lastExport: { ...EXPORTED, gatewayIsBehind: true } } as const;
const TROUBLE: Partial<SyncState> = {
  trouble: { code: "disk_full", failures: 3, fingerprint: null, nextAt: LATER },
};
const READ_ONLY = failure("file_read_only");
const SETUP_LEFT = { status: { actions: ["open_welcome"] } };

const withRecords = (changes: Partial<Records>): Partial<Facts> => ({ records: popupRecords(changes) });
const withState = (changes: Partial<SyncState>): Partial<Facts> =>
  withRecords({ lastExport: EXPORTED, state: { ...INITIAL_STATE, ...changes } });
const view = (changes: Partial<Facts> = {}) => viewOf(popupFacts(changes), NOW);

const FIRST = { uuid: "1a111111-2222-4333-8444-555555555555", name: "First" };
const SECOND = { uuid: "2b222222-2222-4333-8444-555555555555", name: "Second" };
const answered = (usage: object): Facts["usage"] =>
  ({ answer: { at: NOW.toISOString(), usage }, activeId: SECOND.uuid, waits: null }) as Facts["usage"];
const OTHER_ORGANIZATION = answered({ ok: true, organizations: [FIRST, SECOND], windows: [] });
const REFUSED = answered({ ...failure("session_refused"), organizations: [] });

const answer = (status: StatusReply | Failure, lastExport: LastExport | null = null): Partial<Facts> => ({
  openClaw: {
    state: "answered",
    answer: status.ok ? { ok: true, status, fingerprint: MINE } : status,
    lastExport,
  },
});
const config = (changes: object) => statusReply({ config: changes });
const FOREIGN = answer(config({ fingerprint: OTHER }), EXPORTED);

it("the popup is ready with key, file and both buttons", () => {
  expect(view()).toMatchObject({
    key: "sk-ant-sid01-••••AAAA",
    expires: { key: "popup.expires_with_browser" },
    target: CONFIG.path,
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

it("the popup says when the key ends, and when the last export was", () => {
  const expiresAt = new Date(NOW.getTime() + 28 * 86_400_000);
  const session = { ok: true, key: sessionKey(KEY_TEXT), expiresAt } as const;
  const { expires, status } = view({ session, ...withRecords({ lastExport: EXPORTED }) });
  expect(expires).toMatch(/^in 28 days/);
  expect(status.text[0]?.key).toBe("popup.last_export");
});

it.each<[string, settings: Partial<Settings>, shown: object]>([
  [
    "only copies with the clipboard as target, and leads to the set-up of the other",
    { target: "clipboard" },
    { primary: "setup", canCheck: false, target: { key: "popup.target_clipboard" } },
  ],
  ["can't export before a target is chosen", { target: null }, { primary: "export", ...SETUP_LEFT }],
  ["can't export before a file is confirmed", { file: null }, { target: null, ...SETUP_LEFT }],
])("the popup %s", (_, changes, shown) => {
  const settings = { ...COMPANION, ...changes };
  expect(view(withRecords({ settings }))).toMatchObject({ canCopy: true, canExport: false, ...shown });
});

it.each([
  ["consent_missing", "popup.off_title", "open_welcome"],
  ["permission_missing", "failure.permission_missing.title", "open_welcome"],
  ["signed_out", "failure.signed_out.title", "open_claude"],
  ["key_is_api_key", "failure.key_is_api_key.title", undefined],
] as const)("the popup shows no key and lets nothing be clicked when %s", (code, title, action) => {
  const shown = view({ session: failure(code) });
  const nothing = { key: null, expires: null, canExport: false, canCopy: false, canCheck: false };
  expect(shown).toMatchObject({ ...nothing, status: { title: { key: title } } });
  expect(shown.status.actions[0]).toBe(action);
});

const RESTING = { settings: { ...COMPANION, paused: true }, state: { ...INITIAL_STATE, ...TROUBLE } };
const NOT_SET_UP = withRecords({ settings: { ...COMPANION, file: null } });

it.each<[what: string, title: string, facts: Partial<Facts>]>([
  ["auto-sync's trouble", "failure.disk_full.title", withState(TROUBLE)],
  ["that a key waits", "sync.held", withState({ heldUntil: LATER })],
  ["that the sign-in ends soon", "sync.expiring", withState({ expiresAt: LATER })],
  ["that a gateway has the old key", "failure.gateway_restart_needed.title", withRecords(BEHIND)],
  ["nothing of a trouble while auto-sync rests", "popup.ready", withRecords(RESTING)],
  [
    "what auto-sync knows of a sign-out",
    "sync.signed_out",
    { session: failure("signed_out"), ...withState({ goneSince: NOW.toISOString() }) },
  ],
  [
    "why there is no key rather than trouble",
    "failure.key_is_api_key.title",
    { session: failure("key_is_api_key"), ...withState(TROUBLE) },
  ],
  ["that all is off", "popup.off_title", { session: failure("consent_missing"), ...withState(TROUBLE) }],
  ["that the set-up is not done", "popup.setup_title", { usage: OTHER_ORGANIZATION, ...NOT_SET_UP }],
  [
    "that the companion reports a problem",
    "failure.file_read_only.title",
    answer(config({ problem: READ_ONLY })),
  ],
  [
    "what stands in the key's place",
    "failure.key_place_taken.title",
    answer(config({ problem: failure("key_place_taken", { path: CONFIG.path, holds: "reference" }) })),
  ],
  ["that the file is another", "failure.file_changed_place.title", answer(config({ id: "3".repeat(32) }))],
  ["that another's key stands there", "popup.foreign", FOREIGN],
  ["that claude.ai refuses the key", "usage.refused", { usage: REFUSED }],
  ["that before another's key", "usage.refused", { usage: REFUSED, ...FOREIGN }],
  [
    "what keeps a click from working before that",
    "failure.companion_missing.title",
    { usage: REFUSED, ...answer(failure("companion_missing")) },
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
])("before a click the popup tells %s: %s", (_, title, facts) => {
  const shown = view(facts);
  expect(shown.status.title.key).toBe(title);
  expect(shown.statusOf).toBe(0);
  const isSignedIn = popupFacts(facts).session.ok;
  expect(shown.canCopy).toBe(isSignedIn);
  expect(shown.canExport).toBe(isSignedIn && shown.target !== null);
});

it.each<[what: string, fingerprint: string | null, lastExport: LastExport | null]>([
  ["nothing was exported", OTHER, null],
  ["another key was exported last", OTHER, { ...EXPORTED, fingerprint: OTHER }],
  ["it was exported to another file", OTHER, { ...EXPORTED, id: DOTENV.id }],
  ["it stands there still", MINE, EXPORTED],
  ["none stands there, and none was exported", null, null],
])("the popup warns of nobody else's key where %s", (_, fingerprint, lastExport) => {
  expect(view(answer(config({ fingerprint }), lastExport)).status.title.key).toBe("popup.ready");
});

it("the popup says that the exported key is gone, auto-sync or not, and not that all is ready", () => {
  const consent = { ...popupRecords().consent!, autoSync: false };
  const shown = view({ ...answer(config({}), EXPORTED), ...withRecords({ consent, lastExport: EXPORTED }) });
  const text = [{ key: "sync.key_gone_text", values: { path: CONFIG.path } }];
  expect(shown.status).toMatchObject({ tone: "warning", title: { key: "sync.key_gone" }, text });
  // OpenClaw itself has put an older config back: only auto-sync writes it again.
  const reverted = config({});
  reverted.setAside = [{ path: "/copy", at: Date.parse(EXPORTED.at), fingerprints: [MINE] }];
  for (const autoSync of [true, false]) {
    const given = { ...consent, autoSync };
    const { status } = view({
      ...answer(reverted, EXPORTED),
      ...withRecords({ consent: given, lastExport: EXPORTED }),
    });
    expect(status.title.key).toBe(autoSync ? "popup.ready" : "sync.key_gone");
  }
  const elsewhere = { ...EXPORTED, id: "3".repeat(32) };
  expect(view(answer(config({}), elsewhere)).status.title.key).toBe("popup.ready");
});

it("the popup says whose key auto-sync asks about, and whose a click has exported, where claude.ai told it", () => {
  const owner = { key: "usage.owner", values: { name: FIRST.name } };
  const usage = answered({ ok: true, organizations: [FIRST], windows: [] });
  const asks = withState({ question: "other_account" });
  expect(view({ ...asks, usage }).status).toMatchObject({
    title: { key: "sync.other_account" },
    tone: "warning",
  });
  expect(view({ ...asks, usage }).status.text.at(-1)).toEqual(owner);
  expect(view(asks).status.text).toHaveLength(1);
  expect(view({ ...withState({ question: "key_gone" }), usage }).status.text).toHaveLength(1);
  const job = { kind: "export", result: SAVED, id: 7 } as const;
  expect(view({ job, usage }).usage.owner).toBe(FIRST.name);
});

const reads = (fingerprint: string | null, more: object = {}) =>
  answer(statusReply({}, { source: "configVars", path: CONFIG.path, fingerprint, ...more }));

it.each<[row: string, facts: Partial<Facts>]>([
  ["popup.openclaw_checking", { openClaw: { state: "asked" } }],
  ["popup.openclaw_same", reads(MINE)],
  ["popup.openclaw_other", reads(OTHER)],
  ["popup.openclaw_no_key", reads(null)],
  ["popup.openclaw_unknown", reads(null, { unknown: true })],
  ["popup.openclaw_none", answer(statusReply())],
  ["popup.openclaw_unknown", answer(failure("companion_missing"))],
  ["popup.openclaw_same", { openClaw: { state: "exported", effective: true } }],
  ["popup.openclaw_other", { openClaw: { state: "exported", effective: false } }],
])('the row "In OpenClaw" says %s', (row, facts) => {
  expect(view(facts).openClaw?.key).toBe(row);
});

const SAVED: Saved = {
  ok: true,
  file: "config",
  path: CONFIG.path,
  changed: true,
  tightened: false,
  effect: { effective: true },
};
const HIDDEN = { effective: false, source: "process", path: null } as const;
const PROOF: Proof = { ok: true, seenBy: "gateway", windows: [], version: "1", source: "configVars" };
const COPIED = { kind: "copy", format: "raw", result: { ok: true } } as const;

it.each<[title: string, tone: string, job: Click]>([
  ["popup.working", "busy", { kind: "export", result: "running" }],
  ["popup.saved", "good", { kind: "export", result: SAVED }],
  ["popup.unchanged", "good", { kind: "export", result: { ...SAVED, changed: false } }],
  ["failure.not_effective.title", "warning", { kind: "export", result: { ...SAVED, effect: HIDDEN } }],
  ["failure.file_busy.title", "bad", { kind: "export", result: failure("file_busy") }],
  ["popup.copied", "good", COPIED],
  ["popup.copied_cleared", "neutral", { ...COPIED, cleared: true }],
  ["failure.clipboard_refused.title", "bad", { ...COPIED, result: failure("clipboard_refused") }],
  ["proof.asking", "busy", { kind: "check", proof: { step: "gateway" } }],
  ["proof.title", "good", { kind: "check", proof: PROOF }],
])("after a click the popup shows %s, whatever else there is to say", (title, tone, job) => {
  const shown = view({ ...withState(TROUBLE), job: { ...job, id: 7 } });
  expect(shown).toMatchObject({ status: { tone, title: { key: title } }, statusOf: 7, proof: null });
  expect(shown.canExport).toBe(title !== "popup.working");
});

it("the popup shows nothing of a copy that is on its way", () => {
  const job = { ...COPIED, result: "running", id: 7 } as const;
  expect(view({ job })).toMatchObject({ status: { title: { key: "popup.ready" } }, statusOf: 0 });
});

it.each<[what: string, shown: "status" | "proof", title: string, job: Click]>([
  ["a copy", "status", "popup.copied", COPIED],
  ["a check", "status", "proof.title", { kind: "check", proof: PROOF }],
  [
    "OpenClaw's word below an export",
    "proof",
    "proof.title",
    { kind: "export", result: SAVED, proof: PROOF },
  ],
])("beside %s the popup says that OpenClaw reads another organization, if so", (_, part, title, job) => {
  const clicked = { job: { ...job, id: 7 } };
  expect(view(clicked)[part]).toMatchObject({ tone: "good", title: { key: title } });
  const warned = view({ ...clicked, usage: OTHER_ORGANIZATION })[part];
  expect(warned).toMatchObject({ tone: "warning", title: { key: title } });
  expect(warned?.text.at(-1)?.key).toBe("usage.other_organization_text");
});
