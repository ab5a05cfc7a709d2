import { describe, expect, it } from "vitest";
import { companionView, type CompanionFacts } from "../../../../entrypoints/welcome/companion-view.ts";
import { failure } from "../../../../src/core/messages/failures.ts";
import { giveConsent, type Saved } from "../../../../src/extension/browser/records.ts";
import { CONFIG, statusReply } from "../../../helpers/fake-openclaw.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { popupRecords } from "../popup/popup-facts.ts";

const NOW = new Date("2026-11-20T10:00:00.000Z");
const SIGNED_OUT = failure("signed_out");
const MISSING = { reply: failure("companion_missing") };
const HIDDEN: Saved = {
  ok: true,
  file: "config",
  path: CONFIG.path,
  changed: true,
  tightened: false,
  effect: { effective: false, source: "globalDotenv", path: "/home/you/.openclaw/.env" },
};

const consent = (autoSync: boolean) => giveConsent({ grade: "key", autoSync }, NOW);

const view = (changes: Partial<CompanionFacts> = {}) =>
  companionView(
    {
      reply: statusReply(),
      late: false,
      session: { ok: true, key: sessionKey(KEY_TEXT), expiresAt: null },
      records: popupRecords({ consent: consent(false) }),
      job: null,
      ...changes,
    },
    NOW,
  );

describe("while the companion is missing", () => {
  it("the page asks for the command, waits, and has nothing to export", () => {
    expect(view(MISSING)).toMatchObject({
      lead: "welcome.install_lead",
      asksForCommand: true,
      button: null,
      status: { tone: "busy", text: [{ key: "welcome.companion_keep_open" }], actions: [] },
    });
  });

  it("it says after a while what may hide it", () => {
    expect(view({ ...MISSING, late: true }).status?.text).toEqual([{ key: "welcome.companion_not_seen" }]);
  });

  it("it says nothing before it has looked", () => {
    expect(view({ reply: null })).toMatchObject({ asksForCommand: false, button: null, status: null });
  });

  it("a companion that is there and does not work has a command of its own", () => {
    const { asksForCommand, status } = view({ reply: failure("companion_crashed"), late: true });
    expect(asksForCommand).toBe(false);
    expect(status).toMatchObject({ tone: "bad", actions: ["copy_command"] });
  });
});

it.each<[string, Partial<CompanionFacts>, string[]]>([
  ["nothing", { ...MISSING, session: SIGNED_OUT }, ["next", "later", "later"]],
  ["the sign-in alone", MISSING, ["next", "later", "found"]],
  ["all but the sign-in", { session: SIGNED_OUT }, ["found", "found", "next"]],
  ["everything", {}, ["found", "found", "found"]],
])("of what there is to find, %s is marked, and what is waited for next", (_, facts, states) => {
  expect(view(facts).findings.map(({ state }) => state)).toEqual(states);
});

it("the findings name the companion's version, a config that is not there yet, and the key only masked", () => {
  const notes = view({ reply: statusReply({ config: { exists: false } }) }).findings.map(({ note }) => note);
  expect(notes).toMatchObject([
    { values: { version: "1.2.3" } },
    { key: "welcome.found_config_new", values: { path: CONFIG.path } },
    expect.stringMatching(/^sk-ant-sid01-•+AAAA$/),
  ]);
});

it.each([
  [true, false, "export", "welcome.file_text"],
  [true, true, "export", "welcome.file_text_sync"],
  [false, false, "open_claude", "welcome.file_text_out"],
  [false, true, "open_claude", "welcome.file_text_out_sync"],
])("signed in: %s, auto-sync: %s: the one button is %s, and the page says what it does", (...row) => {
  const [isSignedIn, autoSync, button, lead] = row;
  const facts = { records: popupRecords({ consent: consent(autoSync) }) };
  expect(view(isSignedIn ? facts : { ...facts, session: SIGNED_OUT })).toMatchObject({
    button,
    lead,
    isDue: true,
    isBusy: false,
  });
});

it("who is not signed in finds the way there once: in the page's own button", () => {
  expect(view({ session: SIGNED_OUT }).status).toMatchObject({
    title: { key: "failure.signed_out.title" },
    actions: [],
  });
});

describe("an export", () => {
  it("is told while it is under way", () => {
    expect(view({ job: "running" })).toMatchObject({ isBusy: true, status: { tone: "busy" } });
  });

  it("that failed is told as in the popup, and its button stays the due one where it has no other", () => {
    const { status, isDue } = view({ job: failure("disk_full", { path: CONFIG.path }) });
    expect(status).toMatchObject({ tone: "bad", title: { key: "failure.disk_full.title" } });
    expect(isDue).toBe(true);
  });

  it("that another value is in the way of leaves the filled button to what overwrites it", () => {
    const { status, isDue } = view({ job: failure("key_place_taken", { holds: "reference" }) });
    expect(status).toMatchObject({ actions: ["replace_value"], replaces: "reference" });
    expect(isDue).toBe(false);
  });

  it("that OpenClaw does not read is told as in the popup, and leads to no choice that is here already", () => {
    expect(view({ job: HIDDEN }).status).toMatchObject({
      tone: "warning",
      title: { key: "failure.not_effective.title" },
      actions: [],
    });
  });
});

it("what keeps auto-sync from it is told", () => {
  const trouble = {
    code: "disk_full" as const,
    failures: 1,
    fingerprint: null,
    nextAt: "2026-11-20T10:05:00.000Z",
  };
  const records = popupRecords();
  const { status } = view({ records: { ...records, state: { ...records.state, trouble } } });
  expect(status).toMatchObject({ tone: "bad", title: { key: "failure.disk_full.title" } });
});
