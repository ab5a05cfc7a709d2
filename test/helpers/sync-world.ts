/**
 * Browsers around one OpenClaw, in memory: what Clawkey reads, what it has stored, and the alarms that wake it.
 * Nothing else outlives a run.
 */
import { sessionFromCookies } from "../../src/core/claude/cookies.ts";
import { failure, type Failure, type FailureCode, type Result } from "../../src/core/messages/failures.ts";
import {
  giveConsent,
  Records,
  isPicked,
  type Grade,
  type Place,
  type Saved,
  type Settings,
} from "../../src/extension/browser/records.ts";
import { exportByClick } from "../../src/extension/export/export.ts";
import type { Ports } from "../../src/extension/export/ports.ts";
import {
  clearOldPlace,
  keepKeyHere,
  withdrawConsent,
  type RemovedKeys,
  type Withdrawn,
} from "../../src/extension/export/withdraw.ts";
import { identifyExported } from "../../src/extension/sync/identify.ts";
import { LIMITS } from "../../src/extension/sync/limits.ts";
import { placeForNumbers } from "../../src/extension/sync/numbers-due.ts";
import { placeToSync } from "../../src/extension/sync/state.ts";
import { sendNumbers } from "../../src/extension/sync/numbers.ts";
import { sync } from "../../src/extension/sync/sync.ts";
import { syncView, type SyncView } from "../../src/extension/sync/view.ts";
import { CONFIG, fakeOpenClaw, fingerprintOf, type Caller } from "./fake-openclaw.ts";
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

export interface Choices {
  grade: Grade;
  autoSync: boolean;
  place: Place | null;
  onSignOut: "keep" | "remove";
}

/** A world with one browser. */
export function home(choices?: Partial<Choices>) {
  const world = new SyncWorld();
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

export class SyncWorld {
  #time = Date.parse("2027-01-01T08:00:00.000Z");
  readonly #browsers: FakeBrowser[] = [];
  readonly openClaw = fakeOpenClaw(() => this.now());
  /** The organizations of a key's account; null where nobody can tell, undefined where claude.ai does not answer. */
  organizationsOf: (key: string, isNew: boolean) => string[] | null | undefined = () => ["robin"];
  /** What claude.ai says of the plan, in percent of one window; or why it does not. */
  plan: number | FailureCode = 41;
  /** When it was asked for that. */
  questions: number[] = [];
  /** Whether a run goes on to the plan's numbers, which takes its time where all its stops are tried. */
  sendsNumbers = true;
  /** How long each call of a run takes. */
  latencyMs = 0;

  now(): Date {
    return new Date(this.#time);
  }

  /** A browser or a profile of one, in which auto-sync is set up and nobody is signed in. */
  browser(name: string, choices?: Partial<Choices>): FakeBrowser {
    const lives = fakeLives(() => {
      this.#time += this.latencyMs;
    });
    const browser = new FakeBrowser(this, name, lives, choices);
    this.#browsers.push(browser);
    return browser;
  }

  /** Time goes by, and the alarms that come due wake their browsers. */
  async pass(ms: number): Promise<void> {
    const end = this.#time + ms;
    for (let due = this.#nextAlarm(end); due; due = this.#nextAlarm(end)) {
      this.#time = Math.max(this.#time, due.at);
      due.browser.alarms.delete(due.name);
      await due.browser.wake();
    }
    this.#time = Math.max(this.#time, end);
  }

  #nextAlarm(until: number) {
    return this.#browsers
      .flatMap((browser) => Array.from(browser.alarms, ([name, at]) => ({ browser, name, at })))
      .filter(({ at }) => at <= until)
      .toSorted((a, b) => a.at - b.at)[0];
  }
}

export class FakeBrowser {
  readonly #world: SyncWorld;
  readonly #name: string;
  /** Its runs, all of which can be stopped. */
  readonly lives: Lives;
  stored: Records;
  cookie: { value: string; expiresAt: Date } | null = null;
  /** What it was since when, the oldest first. */
  cookies: { at: number; value: string | null }[] = [{ at: 0, value: null }];
  /** What was read of it, when, and for what. */
  reads: { at: number; value: string | null; by: Caller["by"] }[] = [];
  permitted = true;
  /** What only the key needs of the browser. */
  keepsForKey = true;
  /** Answers a look at the cookie with an exception. */
  broken = false;
  alarms = new Map<"next" | "guard", number>();
  /** How often the worker ran. */
  wakes = 0;
  /** What the badge was last told. */
  shown: SyncView | null = null;

  constructor(
    world: SyncWorld,
    name: string,
    lives: Lives,
    { grade = "key", autoSync = true, place = CONFIG, onSignOut = "keep" }: Partial<Choices> = {},
  ) {
    this.#world = world;
    this.#name = name;
    this.lives = lives;
    this.stored = Records.parse({
      consent: giveConsent({ grade, autoSync }, world.now()),
      settings: {
        ...chosen(place),
        onSignOut,
      },
      salt: name,
    });
  }

  /** A sign-in, a rotation or, with null, a sign-out; by itself it wakes nobody. */
  setCookie(value: string | null): void {
    const now = this.#world.now().getTime();
    this.cookies.push({ at: now, value });
    this.cookie = value === null ? null : { value, expiresAt: new Date(now + LIFETIME_MS) };
  }

  /** The cookie changes, and the worker is told. */
  async signIn(value: string): Promise<void> {
    this.setCookie(value);
    await this.wake();
  }

  async signOut(): Promise<void> {
    this.setCookie(null);
    await this.wake();
  }

  /** An event or an alarm, as the worker answers it. */
  async wake(): Promise<void> {
    if (++this.wakes > MOST_WAKES) throw new Error("the alarms give no rest");
    this.alarms.set("guard", this.#world.now().getTime() + LIMITS.guardMs);
    if ((await this.#sync(false)) !== "stopped") this.alarms.delete("guard");
  }

  /** The browser starts anew, and has lost its alarms. */
  async restart(): Promise<void> {
    this.alarms.clear();
    await this.wake();
  }

  /** The user's choice on a page, which then looks for itself; the worker is woken by the change. */
  async choose(changes: Partial<Settings>): Promise<void> {
    this.stored.settings = { ...this.stored.settings, ...changes };
    await Promise.all([this.#sync(true), this.wake()]);
  }

  async openPopup(): Promise<void> {
    if (placeToSync(this.stored) || placeForNumbers(this.stored)) await this.#sync(true);
  }

  click(): Promise<Saved | Failure | "stopped"> {
    return this.#live("click", async (ports) => {
      const result = await exportByClick(ports);
      if (result.ok) await identifyExported(ports);
      return result;
    });
  }

  withdraw(removeKey: boolean): Promise<Withdrawn | "stopped"> {
    return this.#live("click", (ports) => withdrawConsent(ports, { removeKey }));
  }

  changeToNumbers(): Promise<RemovedKeys | null | "stopped"> {
    const consent = giveConsent({ grade: "numbers", autoSync: true }, this.#world.now());
    return this.#live("click", (ports) => keepKeyHere(ports, consent));
  }

  clearOldPlace(old: Place): Promise<RemovedKeys | "stopped"> {
    return this.#live("click", (ports) => clearOldPlace(ports, old));
  }

  #sync(retryNow: boolean) {
    return this.#live("sync", async (ports) => {
      await sync(ports, { retryNow });
      if (this.#world.sendsNumbers) await sendNumbers(ports, retryNow ? "look" : "wake");
    });
  }

  /** The click that sends the plan's numbers. */
  send(): Promise<Result | null | "stopped"> {
    return this.#live("click", (ports) => sendNumbers(ports, "click"));
  }

  #live<T>(by: Caller["by"], work: (ports: Ports) => Promise<T>): Promise<T | "stopped"> {
    const caller: Caller = { browser: this.#name, by };
    return this.lives.live((life) => work(portsOf(this.#world, this, caller, life)));
  }
}

/** The settings by which the user has chosen it. */
function chosen(place: Place | null): Partial<Settings> {
  if (place === null) return { target: null };
  if (place.kind === "gateway") return { target: "gateway", gateway: place };
  return isPicked(place) ? { target: "picked", picked: place } : { target: "companion", file: place };
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
    giveBackForKey: () =>
      life.call("giveBackForKey", () => {
        browser.keepsForKey = false;
      }),
    session: () =>
      life.call("session", () => {
        if (browser.broken) throw new Error("no browser answers like this");
        const cookie = cookieOf(browser, world.now());
        browser.reads.push({ at: world.now().getTime(), value: cookie?.value ?? null, by: caller.by });
        return sessionFromCookies(cookie ? [cookie] : [], world.now());
      }),
    fingerprint: (key, { salt }) => life.call("fingerprint", () => fingerprintOf(salt, key.reveal())),
    ownerOf: (key, { salt }, isNew) =>
      life.call("ownerOf", () => {
        const organizations = world.organizationsOf(key.reveal(), isNew);
        const isAsked = organizations !== undefined && cookieOf(browser, world.now())?.value === key.reveal();
        return isAsked ? { key: fingerprintOf(salt, key.reveal()), organizations } : null;
      }),
    readPlan: (key) =>
      life.call("readPlan", () => {
        world.questions.push(world.now().getTime());
        if (typeof world.plan !== "number") return failure(world.plan);
        const windows = [{ label: "5h", usedPercent: world.plan, resetAt: null }];
        const numbers = { organization: "Robin Ltd", plan: "Pro", windows, ageMs: 0 };
        return { ok: true, numbers, organizations: world.organizationsOf(key.reveal(), false) ?? [] };
      }),
    destination: (place) => world.openClaw.destination(place, caller, life),
    show: (records, now) =>
      life.call("show", () => {
        browser.shown = syncView(records, now);
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
  return {
    name: "sessionKey",
    value: cookie.value,
    domain: ".claude.ai",
    secure: true,
    httpOnly: true,
    expirationDate,
  };
}
