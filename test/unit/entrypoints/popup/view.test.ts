import { beforeAll, expect, it } from "vitest";
import type { Usage } from "../../../../src/core/claude/usage.ts";
import { failure, type FailureCode, type Result } from "../../../../src/core/messages/failures.ts";
import {
  DEFAULT_SETTINGS,
  giveConsent,
  INITIAL_STATE,
  NO_NUMBERS,
  type LastExport,
  type Records,
  type Saved,
  type Settings,
  type SyncState,
} from "../../../../src/extension/browser/records.ts";
import type { Found } from "../../../../src/extension/export/destination.ts";
import type { Proof } from "../../../../src/extension/ui/proof.ts";
import type { Click, Facts } from "../../../../entrypoints/popup/facts.ts";
import { viewOf } from "../../../../entrypoints/popup/view.ts";
import { GATEWAY } from "../../../helpers/fake-gateway.ts";
import { CONFIG, DOTENV, PICKED } from "../../../helpers/fake-openclaw.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";
import { BOTH, failedUsage, FIRST, readUsageOf, SECOND, UNSAID } from "../../../helpers/usage.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { COMPANION, MINE, OTHER, popupFacts, popupRecords } from "./popup-facts.ts";

beforeAll(useEnglish);

const NOW = new Date("2026-07-01T12:00:00.000Z");
const LATER = new Date(NOW.getTime() + 60_000).toISOString();
const EXPORTED: LastExport = { fingerprint: MINE, at: NOW.toISOString(), id: CONFIG.id, path: CONFIG.path };
const BEHIND = { lastExport: { ...EXPORTED, gatewayIsBehind: true } } as const;
const TROUBLE: Partial<SyncState> = {
  trouble: { code: "disk_full", failures: 3, fingerprint: null, nextAt: LATER },
};
const READ_ONLY = failure("file_read_only");

const withRecords = (changes: Partial<Records>): Partial<Facts> => ({ records: popupRecords(changes) });
const withState = (changes: Partial<SyncState>): Partial<Facts> =>
  withRecords({ lastExport: EXPORTED, state: { ...INITIAL_STATE, ...changes } });
const view = (changes: Partial<Facts> = {}) => viewOf(popupFacts(changes), NOW);

const answered = (usage: Usage, waits: Date | null = null): Facts["usage"] => ({
  answer: { at: NOW.toISOString(), usage },
  numbers: null,
  wanted: UNSAID,
  waits,
});
const OTHER_ORGANIZATION = answered(readUsageOf([], BOTH, { organization: SECOND }));
const REFUSED = answered(failedUsage("session_refused", []));

const answer = (status: Result<Found>, lastExport: LastExport | null = null): Partial<Facts> => ({
  openClaw: { state: "answered", answer: status, lastExport },
});
const found = (changes: Partial<Found> = {}): Result<Found> => ({
  ok: true,
  there: null,
  problem: null,
  effective: null,
  ...changes,
});
const FOREIGN = answer(found({ there: OTHER }), EXPORTED);

const reads = (fingerprint: string | null, more: object = {}) =>
  answer(found({ effective: { path: CONFIG.path, fingerprint, ...more } }));
const UP_TO_DATE = { ...reads(MINE), ...withRecords({ lastExport: EXPORTED }) };
const main = (does: string, isDue: boolean, more: object = {}) => ({ does, isDue, isBusy: false, ...more });

it("the popup with all up to date has nothing filled, and the rest on request", () => {
  expect(view(UP_TO_DATE)).toMatchObject({
    family: "windows",
    pause: { key: "action.pause" },
    hasOptions: true,
    main: main("export", false),
    canCopy: true,
    status: { tone: "good", title: { key: "popup.up_to_date" }, actions: [] },
    details: {
      key: "sk-ant-sid01-••••AAAA",
      expires: { key: "popup.expires_with_browser" },
      target: CONFIG.path,
      openClaw: { key: "popup.openclaw_same" },
      sync: { key: "sync.row_in_step_since" },
    },
  });
});

it("the popup says when the key ends", () => {
  const expiresAt = new Date(NOW.getTime() + 28 * 86_400_000);
  const session = { ok: true, key: sessionKey(KEY_TEXT), expiresAt } as const;
  expect(view({ session }).details?.expires).toMatch(/^in 28 days/);
});

it.each<[fact: string, records: Partial<Records>]>([
  ["popup.seen", { lastExport: { ...EXPORTED, seenAt: LATER } }],
  ["popup.exported", { lastExport: EXPORTED }],
  ["popup.has_key", { lastExport: null }],
])("the popup says since when all is well: %s, and that auto-sync is on, where it is", (fact, records) => {
  const consent = { ...popupRecords().consent!, autoSync: false };
  const without = view({ ...reads(MINE), ...withRecords({ ...records, consent }) });
  expect(without.status.text.map(({ key }) => key)).toEqual([fact]);
  const [text] = view({ ...reads(MINE), ...withRecords(records) }).status.text;
  expect(text).toMatchObject({ key: "popup.with_sync", values: { fact: { key: fact } } });
});

it.each<[what: string, settings: Partial<Settings>, shown: object]>([
  [
    "only copies with the clipboard as target, and leads to the set-up of the other",
    { target: "clipboard" },
    {
      status: { tone: "neutral", title: { key: "popup.ready_copy" } },
      main: main("choose_target", false),
      details: { target: { key: "popup.target_clipboard" } },
    },
  ],
  ...(["target", "file"] as const).map((left): [string, Partial<Settings>, object] => [
    `has one thing due before the ${left} is chosen`,
    { [left]: null },
    {
      status: { tone: "due", title: { key: "popup.setup_title" }, actions: [] },
      main: main("open_welcome", true, { words: { key: "popup.finish_setup" } }),
      details: { target: null },
    },
  ]),
])("the popup %s", (_, changes, shown) => {
  const settings = { ...COMPANION, ...changes };
  expect(view(withRecords({ settings }))).toMatchObject({ canCopy: true, ...shown });
});

it.each([
  ["consent_missing", "popup.off_title", "open_welcome"],
  ["permission_missing", "failure.permission_missing.title", "open_welcome"],
  ["signed_out", "popup.sign_in", "open_claude"],
  ["key_malformed", "failure.key_malformed.title", "open_claude"],
  ["key_is_api_key", "failure.key_is_api_key.title", undefined],
] as const)("the popup is one sentence and at most one button when %s", (code, title, action) => {
  const records = popupRecords(code === "consent_missing" ? { consent: null } : {});
  const shown = view({ session: failure(code), fingerprint: null, records });
  expect(shown).toMatchObject({
    family: "gate",
    hasOptions: code !== "consent_missing",
    canCopy: false,
    details: null,
    status: { title: { key: title }, actions: [] },
    main: action ? main(action, true, { words: { key: `action.${action}` } }) : null,
  });
});

it("the popup knows of a key that is left where nobody is signed in", () => {
  const shown = view({ session: failure("signed_out"), ...withRecords({ lastExport: EXPORTED }) });
  expect(shown.status.title.key).toBe("failure.signed_out.title");
});

const RESTING = { settings: { ...COMPANION, paused: true }, state: { ...INITIAL_STATE, ...TROUBLE } };
const NOT_SET_UP = withRecords({ settings: { ...COMPANION, file: null } });

it.each<[what: string, title: string, facts: Partial<Facts>]>([
  ["auto-sync's trouble", "failure.disk_full.title", withState(TROUBLE)],
  ["that a key waits", "sync.held", withState({ heldUntil: LATER })],
  ["that the sign-in ends soon", "sync.expiring", withState({ expiresAt: LATER })],
  ["that a gateway has the old key", "failure.gateway_restart_needed.title", withRecords(BEHIND)],
  ["nothing of a trouble while auto-sync rests", "popup.asked", withRecords(RESTING)],
  [
    "that auto-sync rests",
    "popup.paused",
    { ...UP_TO_DATE, ...withRecords({ ...RESTING, lastExport: EXPORTED }) },
  ],
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
    answer(found({ problem: READ_ONLY })),
  ],
  [
    "what stands in the key's place",
    "failure.key_place_taken.title",
    answer(found({ problem: failure("key_place_taken", { path: CONFIG.path, holds: "reference" }) })),
  ],
  [
    "that the file is another",
    "failure.file_changed_place.title",
    answer(found({ there: undefined, problem: failure("file_changed_place") })),
  ],
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
  expect(shown.canCopy).toBe(popupFacts(facts).session.ok);
  // One thing is due at most: what a status asks for comes before Export.
  expect(shown.main?.isDue && shown.status.actions.length > 0).toBeFalsy();
});

it.each<[what: string, fingerprint: string | null, lastExport: LastExport | null]>([
  ["nothing was exported", OTHER, null],
  ["another key was exported last", OTHER, { ...EXPORTED, fingerprint: OTHER }],
  ["it was exported to another file", OTHER, { ...EXPORTED, id: DOTENV.id }],
  ["it stands there still", MINE, EXPORTED],
  ["none stands there, and none was exported", null, null],
])("the popup warns of nobody else's key where %s", (_, fingerprint, lastExport) => {
  expect(view(answer(found({ there: fingerprint }), lastExport)).status.title.key).toBe("popup.due_none");
});

it("the popup says that the exported key is gone, auto-sync or not, and not that all is ready", () => {
  const consent = { ...popupRecords().consent!, autoSync: false };
  const shown = view({ ...answer(found(), EXPORTED), ...withRecords({ consent, lastExport: EXPORTED }) });
  const text = [{ key: "sync.key_gone_text", values: { path: CONFIG.path } }];
  expect(shown.status).toMatchObject({ tone: "warning", title: { key: "sync.key_gone" }, text });
  expect(shown.main).toMatchObject(main("export", true));
  // OpenClaw itself has put an older config back: only auto-sync writes it again.
  const copy = { path: "/copy", at: Date.parse(EXPORTED.at), fingerprints: [MINE] };
  const reverted = found({ setAside: [copy] });
  for (const autoSync of [true, false]) {
    const given = { ...consent, autoSync };
    const { status } = view({
      ...answer(reverted, EXPORTED),
      ...withRecords({ consent: given, lastExport: EXPORTED }),
    });
    expect(status.title.key).toBe(autoSync ? "popup.due_none" : "sync.key_gone");
  }
  const elsewhere = { ...EXPORTED, id: "3".repeat(32) };
  expect(view(answer(found(), elsewhere)).status.title.key).toBe("popup.due_none");
});

it("the popup says whose key auto-sync asks about, and whose a click has exported, where claude.ai told it", () => {
  const owner = { key: "usage.owner", values: { name: FIRST.name } };
  const usage = answered(readUsageOf([], [FIRST]));
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

it("another account's numbers wait for the popup's own button", () => {
  const waiting = withRecords({
    consent: giveConsent({ grade: "numbers", autoSync: true }, NOW),
    settings: { ...DEFAULT_SETTINGS, target: "gateway", gateway: GATEWAY },
    numbers: { ...NO_NUMBERS, waiting: "other" },
  });
  expect(view(waiting)).toMatchObject({
    status: { title: { key: "sync.other_account" }, text: [{ key: "numbers.other_account_text" }] },
    main: { does: "send_numbers", isDue: true },
  });
});

const older = { lastExport: { ...EXPORTED, fingerprint: OTHER } };

it.each<[row: string, tone: string, isDue: boolean, facts: Partial<Facts>]>([
  ["popup.openclaw_asked", "neutral", false, { openClaw: { state: "asked" } }],
  // What was exported tells it before the companion does.
  ["popup.openclaw_same", "good", false, withRecords({ lastExport: EXPORTED })],
  ["popup.openclaw_older", "due", true, { openClaw: { state: "asked" }, ...withRecords(older) }],
  ["popup.openclaw_same", "good", false, reads(MINE)],
  ["popup.openclaw_older", "due", true, { ...reads(OTHER), ...withRecords(older) }],
  ["popup.openclaw_other", "due", true, reads(OTHER)],
  ["popup.openclaw_no_key", "due", true, reads(null)],
  ["popup.openclaw_unknown", "neutral", false, reads(null, { unknown: true })],
  ["popup.openclaw_none", "due", true, answer(found())],
  ["popup.openclaw_unknown", "bad", false, answer(failure("companion_missing"))],
  ["popup.openclaw_same", "good", false, { openClaw: { state: "exported", effective: true } }],
  ["popup.openclaw_other", "due", true, { openClaw: { state: "exported", effective: false } }],
])("Details say %s, the status is %s, and Export is due: %s", (row, tone, isDue, facts) => {
  const shown = view(facts);
  expect(shown.details?.openClaw?.key).toBe(row);
  expect(shown.status.tone).toBe(tone);
  expect(shown.main).toMatchObject(main("export", isDue));
});

it("an export stays due while auto-sync rests, and while claude.ai can't be asked", () => {
  const rests = view({ ...answer(found()), ...withRecords({ settings: RESTING.settings }) });
  expect(rests).toMatchObject({ rests: true, pause: { key: "action.resume" }, main: main("export", true) });
  expect(rests.status).toMatchObject({ tone: "due", text: [{ key: "popup.due_paused" }] });
  const usage = answered(failedUsage("claude_timeout", []), NOW);
  const unreached = view({ ...answer(found()), usage });
  expect(unreached.status.title.key).toBe("failure.claude_timeout.title");
  expect(unreached.main).toMatchObject(main("export", true));
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

const exportOf = (proof?: Proof): Click => ({ kind: "export", result: SAVED, ...(proof ? { proof } : {}) });

it.each<[title: string, tone: string, job: Click]>([
  ["popup.exporting", "busy", { kind: "export", result: "running" }],
  ["popup.exporting", "busy", exportOf({ step: "gateway" })],
  ["popup.saved", "good", exportOf()],
  ["proof.title", "good", exportOf(PROOF)],
  ["popup.saved", "good", exportOf(failure("openclaw_missing"))],
  ["failure.token_missing.title", "bad", exportOf(failure("token_missing"))],
  ["popup.unchanged", "good", { kind: "export", result: { ...SAVED, changed: false } }],
  [
    "failure.not_effective.title",
    "warning",
    { kind: "export", result: { ...SAVED, effect: HIDDEN }, proof: { step: null } },
  ],
  ["failure.file_busy.title", "bad", { kind: "export", result: failure("file_busy") }],
  ["popup.copied", "good", COPIED],
  ["popup.copied_cleared", "neutral", { ...COPIED, cleared: true }],
  ["failure.clipboard_refused.title", "bad", { ...COPIED, result: failure("clipboard_refused") }],
])("after a click the popup shows %s (%s), whatever else there is to say", (title, tone, job) => {
  const shown = view({ ...withState(TROUBLE), job: { ...job, id: 7 } });
  expect(shown).toMatchObject({ status: { tone, title: { key: title } }, statusOf: 7 });
  const isBusy = job.kind === "export" && job.result === "running";
  expect(shown.main).toMatchObject({ does: "export", isDue: false, isBusy });
});

it("the popup shows nothing of a copy that is on its way", () => {
  const job = { ...COPIED, result: "running", id: 7 } as const;
  expect(view({ ...UP_TO_DATE, job })).toMatchObject({
    status: { title: { key: "popup.up_to_date" } },
    statusOf: 0,
  });
});

it("whatever OpenClaw says after an export, the popup says that the key is saved, and what the write has to tell", () => {
  const tightened = { ...SAVED, tightened: true };
  const lines = (proof: Proof) =>
    view({ job: { kind: "export", result: tightened, proof, id: 7 } }).status.text;
  expect(lines({ step: "claude" })).toMatchObject([
    { key: "popup.saved_step", values: { step: { key: "proof.step" } } },
  ]);
  const failed = lines(failure("token_missing"));
  expect(failed[0]).toMatchObject({ key: "sentences.one", values: { fact: { key: "popup.saved" } } });
  expect(failed.at(-1)?.key).toBe("popup.saved_tightened");
  expect(lines(PROOF).map(({ key }) => key)).toEqual(["proof.no_window", "popup.saved_tightened"]);
  const alone = lines(failure("openclaw_missing"));
  expect(alone[0]).toMatchObject({ values: { fact: { key: "failure.openclaw_missing.title" } } });
  expect(alone.at(-1)?.key).toBe("popup.saved_tightened");
});

it.each<[what: string, title: string, job: Click]>([
  ["a copy", "popup.copied", COPIED],
  ["OpenClaw's word after an export", "proof.title", exportOf(PROOF)],
])("beside %s the popup says that OpenClaw reads another organization, if so", (_, title, job) => {
  const clicked = { job: { ...job, id: 7 } };
  expect(view(clicked).status).toMatchObject({ tone: "good", title: { key: title } });
  const { status } = view({ ...clicked, usage: OTHER_ORGANIZATION });
  expect(status).toMatchObject({ tone: "warning", title: { key: title } });
  expect(status.text.at(-1)?.key).toBe("usage.other_organization_text");
});

it("with a picked file nothing is said of what OpenClaw reads, only what was exported to the file", () => {
  const settings: Settings = { ...COMPANION, target: "picked", picked: PICKED };
  const toPicked = { ...EXPORTED, id: PICKED.id, path: PICKED.path };
  const shown = (changes: Partial<Records> = {}) => view(withRecords({ settings, ...changes }));
  const details = { target: "openclaw.json", openClaw: null };

  const due = {
    status: { tone: "due", title: { key: "popup.due_picked" } },
    main: { does: "export", isDue: true },
  };
  expect(shown()).toMatchObject({ ...due, details });
  // Of another way, or another key.
  expect(shown({ lastExport: EXPORTED })).toMatchObject(due);
  expect(shown({ lastExport: { ...toPicked, fingerprint: OTHER } })).toMatchObject(due);

  const done = {
    status: { tone: "good", title: { key: "popup.in_file" } },
    main: { does: "export", isDue: false },
  };
  expect(shown({ lastExport: toPicked })).toMatchObject({ ...done, details });
  const asking = { ...INITIAL_STATE, question: "click_needed" as const };
  expect(shown({ lastExport: { ...toPicked, fingerprint: OTHER }, state: asking })).toMatchObject({
    status: { tone: "warning", title: { key: "sync.click_needed" } },
    main: { isDue: true },
  });
});

const AT_GATEWAY: Settings = { ...COMPANION, target: "gateway", gateway: GATEWAY };
const TO_GATEWAY = withRecords({
  settings: AT_GATEWAY,
  lastExport: { ...EXPORTED, id: GATEWAY.id, path: GATEWAY.path },
});

it("of a gateway the popup names machine and address, and what it uses", () => {
  expect(view({ ...TO_GATEWAY, ...reads(MINE) })).toMatchObject({
    status: { tone: "good", title: { key: "popup.up_to_date" } },
    main: main("export", false),
    details: {
      target: { key: "popup.target_gateway", values: { host: GATEWAY.host, address: GATEWAY.path } },
      openClaw: { key: "popup.openclaw_same" },
    },
  });
});

it.each<[code: FailureCode, action: string]>([
  ["gateway_not_paired", "open_pairing"],
  ["environment_taken", "replace_value"],
  ["plugin_too_old", "copy_command"],
])("where a gateway says %s the popup leads on (%s), and that alone is filled", (code, action) => {
  const failed = failure(code, { address: GATEWAY.path });
  for (const facts of [
    answer(code === "environment_taken" ? found({ problem: failed }) : failed),
    { job: { kind: "export", result: failed, id: 1 } } as const,
  ])
    expect(view({ ...TO_GATEWAY, ...facts })).toMatchObject({
      status: { title: { key: `failure.${code}.title` }, actions: [action] },
      main: main("export", false),
    });
});

it("what a gateway's environment sets is replaced by a click that says so", () => {
  const { status } = view({ ...TO_GATEWAY, ...answer(found({ problem: failure("environment_taken") })) });
  expect(status.replaces).toBe("environment");
});
