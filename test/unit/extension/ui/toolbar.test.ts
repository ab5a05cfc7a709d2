import { beforeAll, expect, it } from "vitest";
import {
  DEFAULT_SETTINGS,
  giveConsent,
  INITIAL_STATE,
  NO_NUMBERS,
  type Notice,
  type SyncState,
} from "../../../../src/extension/browser/records.ts";
import { shortTime } from "../../../../src/extension/ui/dates.ts";
import { badgeOf, type ToolbarFacts } from "../../../../src/extension/ui/toolbar.ts";
import { message, say, type MessageKey } from "../../../../src/extension/ui/words.ts";
import { CONFIG, GATEWAY } from "../../../helpers/fake-openclaw.ts";
import { useEnglish } from "../../../helpers/fake-words.ts";
import { DAY_MS } from "../../../helpers/sync-world.ts";

const NOW = new Date("2027-01-01T08:00:00.000Z");
const at = (ms: number): string => new Date(NOW.getTime() + ms).toISOString();

const EXPORTED = { fingerprint: "own", at: at(-5), id: CONFIG.id, path: CONFIG.path };
const ON: ToolbarFacts = {
  consent: giveConsent({ grade: "key", autoSync: true }, NOW),
  settings: { ...DEFAULT_SETTINGS, target: "companion", file: CONFIG },
  lastExport: EXPORTED,
  put: null,
  state: INITIAL_STATE,
  numbers: NO_NUMBERS,
  notices: { organization: null, windows: [], shown: null },
};
const CLICKS_ONLY = { consent: giveConsent({ grade: "key", autoSync: false }, NOW) };
const numbersOf = (changes: object): Partial<ToolbarFacts> => ({
  consent: giveConsent({ grade: "numbers", autoSync: true }, NOW),
  settings: { ...DEFAULT_SETTINGS, target: "gateway", gateway: GATEWAY },
  numbers: { ...NO_NUMBERS, ...changes },
});
const NOTHING_EXPORTED = { lastExport: null };
const ELSEWHERE = { lastExport: { ...EXPORTED, id: "of another file" } };
const BEHIND = { lastExport: { ...EXPORTED, gatewayIsBehind: true as const } };

const settings = (changes: Partial<ToolbarFacts["settings"]>) => ({
  settings: { ...ON.settings, ...changes },
});
const state = (changes: Partial<SyncState>) => ({ state: { ...INITIAL_STATE, ...changes } });
const trouble = (code: "companion_missing" | "file_busy", failures = 1) =>
  state({ trouble: { code, detail: { path: "/x/.env" }, failures, fingerprint: null, nextAt: at(7) } });

const GONE = state({ goneSince: at(-1) });

beforeAll(useEnglish);

it.each<[what: string, facts: Partial<ToolbarFacts>, badge: string, state: MessageKey]>([
  ["before a way is chosen", settings({ target: null }), "", "popup.setup_title"],
  ["before the file is confirmed", settings({ file: null }), "", "popup.setup_title"],
  ["before that, at rest", settings({ file: null, paused: true }), "", "popup.setup_title"],
  ["with the clipboard as the way", settings({ target: "clipboard" }), "", "popup.ready_copy"],
  ["after a click", CLICKS_ONLY, "", "toolbar.exported"],
  ["after a click, with another file since", { ...CLICKS_ONLY, ...ELSEWHERE }, "", "popup.due_none"],
  ["in step", {}, "", "popup.up_to_date"],
  ["in step, and new", NOTHING_EXPORTED, "", "popup.due_none"],
  ["paused", settings({ paused: true }), "", "popup.paused"],
  ["with an old key in the gateway", BEHIND, "", "failure.gateway_restart_needed.title"],
  ["in trouble", trouble("companion_missing"), "!", "failure.companion_missing.title"],
  ["in trouble that may pass", trouble("file_busy"), "", "failure.file_busy.title"],
  ["in trouble that stays", trouble("file_busy", 3), "!", "failure.file_busy.title"],
  ["with another account's numbers", numbersOf({ waiting: "other" }), "?", "sync.other_account"],
  ["with the key gone", state({ question: "key_gone" }), "?", "sync.key_gone"],
  ["before the end", state({ expiresAt: at(5 * DAY_MS) }), "5d", "sync.expiring"],
  ["after the end", state({ goneSince: at(0), expiresAt: at(0) }), "out", "sync.expired"],
  ["signed out", GONE, "out", "sync.signed_out"],
  ["signed out, with nothing exported", { ...GONE, ...NOTHING_EXPORTED }, "", "sync.signed_out"],
])("%s the toolbar's button tells how things stand", (_, facts, text, key) => {
  const tone = "state" in facts && facts.state?.trouble ? "bad" : "warning";
  const status = say(message(key, { file: ".env", date: shortTime(new Date(EXPORTED.at)) }));
  expect(badgeOf({ ...ON, ...facts }, NOW)).toEqual({ text, tone, title: `Clawkey: ${status}` });
});

it("without consent the toolbar's button says that Clawkey is off, and no more", () => {
  const off = { text: "", tone: "warning", title: "Clawkey is off" };
  expect(badgeOf({ ...ON, consent: null }, NOW)).toEqual(off);
});

const used = (usedPercent: number) => ({ kind: "used", label: "5h", usedPercent }) as const;
const RESET = { kind: "reset", label: "Haiku", usedPercent: 97 } as const;
const TOLD = "OpenClaw is up to date";

it.each<[what: string, shown: Notice, facts: Partial<ToolbarFacts>, badge: string, title: string]>([
  ["of a window nearly used up", used(82.4), {}, "82%", `5-hour limit: 82% used. ${TOLD}`],
  ["of a full one", used(100), {}, "100%", `5-hour limit: 100% used. ${TOLD}`],
  ["of a reset", RESET, {}, "new", `Haiku: started anew. ${TOLD}`],
  [
    "in its title alone where the user has to act",
    used(82),
    trouble("companion_missing"),
    "!",
    "5-hour limit: 82% used. The companion is not installed",
  ],
])("the toolbar's button tells %s", (_, shown, facts, badge, title) => {
  const told = { ...settings({ notices: true }), notices: { ...ON.notices, shown } };
  expect(badgeOf({ ...ON, ...told, ...facts }, NOW)).toMatchObject({
    text: badge,
    title: `Clawkey: ${title}`,
  });
  const isOff = { ...told, ...settings({ notices: false }) };
  expect(badgeOf({ ...ON, ...isOff }, NOW)).toMatchObject({ text: "", title: `Clawkey: ${TOLD}` });
});
