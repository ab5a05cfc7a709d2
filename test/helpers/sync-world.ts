/**
 * Browsers around one OpenClaw, in memory: what Clawkey reads, what it has stored, and the alarms that wake it.
 * Nothing else outlives a run.
 */
import { sessionFromCookie } from "../../src/core/claude/cookies.ts";
import type { Failure } from "../../src/core/messages/failures.ts";
import {
  giveConsent,
  Records,
  type ConfirmedFile,
  type Saved,
  type Settings,
} from "../../src/extension/browser/records.ts";
import { exportByClick } from "../../src/extension/export/export.ts";
import type { Ports } from "../../src/extension/export/ports.ts";
import { withdrawConsent, type Withdrawn } from "../../src/extension/export/withdraw.ts";
import { LIMITS } from "../../src/extension/sync/limits.ts";
import { fileToSync } from "../../src/extension/sync/state.ts";
import { sync } from "../../src/extension/sync/sync.ts";
import type { SyncView } from "../../src/extension/sync/view.ts";
import { CONFIG, fakeOpenClaw, fingerprintOf, type Caller, type FakeOpenClaw } from "./fake-openclaw.ts";
import { keyText } from "./keys.ts";
import { fakeLives, type Life, type Lives } from "./lives.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Of a cookie, as claude.ai has it. */
const LIFETIME_MS = 28 * DAY_MS;

/** Browsers let no alarm go off sooner. */
const SOONEST_ALARM_MS = 30_000;

/** More than any test needs. */
const MOST_WAKES = 10_000;

export interface SyncWorld {
  now(): Date;
  /** Time goes by, and the alarms that come due wake their browsers. */
  pass(ms: number): Promise<void>;
  /** How long each call of a run takes. */
  latencyMs: number;
  openClaw: FakeOpenClaw;
  /** A browser or a profile of one, in which auto-sync is set up and nobody is signed in. */
  browser(name: string, choices?: Partial<Choices>): FakeBrowser;
}

export interface Choices {
  autoSync: boolean;
  file: ConfirmedFile | null;
  onSignOut: "keep" | "remove";
}

export interface FakeBrowser {
  stored: Records;
  cookie: { value: string; expiresAt: Date } | null;
  /** What it was since when, the oldest first. */
  cookies: { at: number; value: string | null }[];
  /** A sign-in, a rotation or, with null, a sign-out; by itself it wakes nobody. */
  setCookie(value: string | null): void;
  permitted: boolean;
  /** Answers a look at the cookie with an exception. */
  broken: boolean;
  /** What was read of it, when, and for what. */
  reads: { at: number; value: string | null; by: Caller["by"] }[];
  alarms: Map<"next" | "guard", number>;
  /** How often the worker ran. */
  wakes: number;
  /** What the badge was last told. */
  shown: SyncView | null;
  /** Its runs, all of which can be stopped. */
  lives: Lives;
  /** An event or an alarm, as the worker answers it. */
  wake(): Promise<void>;
  /** The cookie changes, and the worker is told. */
  signIn(value: string): Promise<void>;
  signOut(): Promise<void>;
  /** The browser starts anew, and has lost its alarms. */
  restart(): Promise<void>;
  /** The user's choice on a page, which then looks for itself; the worker is woken by the change. */
  choose(choices: Partial<Settings>): Promise<void>;
  openPopup(): Promise<void>;
  click(): Promise<Saved | Failure | "stopped">;
  withdraw(removeKey: boolean): Promise<Withdrawn | "stopped">;
}

/** A world with one browser. */
export function home(choices?: Partial<Choices>) {
  const world = syncWorld();
  return { world, openClaw: world.openClaw, browser: world.browser("A", choices) };
}

export const [FIRST, SECOND] = [keyText(1), keyText(2)];

/** The same, and the first key is exported. */
export async function signedIn(choices?: Partial<Choices>) {
  const scene = home(choices);
  await scene.browser.signIn(FIRST);
  return scene;
}

/** All that needs nobody's doing is done. */
export const settled = (): Promise<void> => new Promise(setImmediate);

export function syncWorld(): SyncWorld {
  let time = Date.parse("2027-01-01T08:00:00.000Z");
  const browsers: FakeBrowser[] = [];
  const now = () => new Date(time);
  const world: SyncWorld = {
    now,
    async pass(ms) {
      const end = time + ms;
      for (let due = nextAlarm(browsers, end); due; due = nextAlarm(browsers, end)) {
        time = Math.max(time, due.at);
        due.browser.alarms.delete(due.name);
        await due.browser.wake();
      }
      time = Math.max(time, end);
    },
    latencyMs: 0,
    openClaw: fakeOpenClaw(now),
    browser(name, choices) {
      const lives = fakeLives(() => {
        time += world.latencyMs;
      });
      const browser = fakeBrowser(world, name, lives, choices);
      browsers.push(browser);
      return browser;
    },
  };
  return world;
}

function nextAlarm(browsers: readonly FakeBrowser[], until: number) {
  return browsers
    .flatMap((browser) => Array.from(browser.alarms, ([name, at]) => ({ browser, name, at })))
    .filter(({ at }) => at <= until)
    .toSorted((a, b) => a.at - b.at)[0];
}

function fakeBrowser(
  world: SyncWorld,
  name: string,
  lives: Lives,
  { autoSync = true, file = CONFIG, onSignOut = "keep" }: Partial<Choices> = {},
): FakeBrowser {
  const live = <T>(by: Caller["by"], work: (ports: Ports) => Promise<T>) =>
    lives.live((life) => work(portsOf(world, browser, { browser: name, by }, life)));
  const syncOnce = (retryNow: boolean) => live("sync", (ports) => sync(ports, { retryNow }));

  const browser: FakeBrowser = {
    stored: Records.parse({
      consent: giveConsent({ autoSync }, world.now()),
      settings: { target: file && "companion", file, onSignOut },
      salt: name,
    }),
    cookie: null,
    cookies: [{ at: 0, value: null }],
    setCookie(value) {
      browser.cookies.push({ at: world.now().getTime(), value });
      const expiresAt = new Date(world.now().getTime() + LIFETIME_MS);
      browser.cookie = value === null ? null : { value, expiresAt };
    },
    permitted: true,
    broken: false,
    reads: [],
    alarms: new Map(),
    wakes: 0,
    shown: null,
    lives,
    async wake() {
      if (++browser.wakes > MOST_WAKES) throw new Error("the alarms give no rest");
      browser.alarms.set("guard", world.now().getTime() + LIMITS.guardMs);
      if ((await syncOnce(false)) !== "stopped") browser.alarms.delete("guard");
    },
    async signIn(value) {
      browser.setCookie(value);
      await browser.wake();
    },
    async signOut() {
      browser.setCookie(null);
      await browser.wake();
    },
    async restart() {
      browser.alarms.clear();
      await browser.wake();
    },
    async choose(changes) {
      browser.stored.settings = { ...browser.stored.settings, ...changes };
      await Promise.all([syncOnce(true), browser.wake()]);
    },
    async openPopup() {
      if (fileToSync(browser.stored)) await syncOnce(true);
    },
    click: () => live("click", exportByClick),
    withdraw: (removeKey) => live("click", (ports) => withdrawConsent(ports, { removeKey })),
  };
  return browser;
}

function portsOf(world: SyncWorld, browser: FakeBrowser, caller: Caller, life: Life): Ports {
  return {
    exclusively: (what, work) => life.exclusively(what, work),
    load: () => life.call("load", () => structuredClone(browser.stored)),
    save: (changes) =>
      life.call("save", () => {
        browser.stored = Records.parse(JSON.parse(JSON.stringify({ ...browser.stored, ...changes })));
      }),
    forgetEverything: () =>
      life.call("forgetEverything", () => {
        browser.stored = Records.parse({});
      }),
    hasClaudePermission: () => life.call("hasClaudePermission", () => browser.permitted),
    giveBackPermissions: () =>
      life.call("giveBackPermissions", () => {
        browser.permitted = false;
      }),
    session: () =>
      life.call("session", () => {
        if (browser.broken) throw new Error("no browser answers like this");
        const cookie = cookieOf(browser, world.now());
        browser.reads.push({ at: world.now().getTime(), value: cookie?.value ?? null, by: caller.by });
        return sessionFromCookie(cookie, world.now());
      }),
    fingerprint: (key, { salt }) => life.call("fingerprint", () => fingerprintOf(salt, key.reveal())),
    destination: (file) => world.openClaw.destination(file, caller, life),
    show: (view) =>
      life.call("show", () => {
        browser.shown = view;
      }),
    wakeAt: (time) =>
      life.call("wakeAt", () => {
        const soonest = world.now().getTime() + SOONEST_ALARM_MS;
        if (time === null) browser.alarms.delete("next");
        else browser.alarms.set("next", Math.max(time.getTime(), soonest));
      }),
    now: () => world.now(),
  };
}

/** As the browser hands it out: one that has expired is gone. */
function cookieOf({ cookie }: FakeBrowser, now: Date) {
  if (cookie === null || cookie.expiresAt <= now) return null;
  const expirationDate = cookie.expiresAt.getTime() / 1000;
  return { name: "sessionKey", value: cookie.value, domain: ".claude.ai", secure: true, expirationDate };
}
