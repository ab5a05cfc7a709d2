import { utimesSync } from "node:fs";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import type { FailureCode } from "../../../../src/core/messages/failures.ts";
import type { SourceName } from "../../../../src/core/messages/messages.ts";
import type { FoundKey } from "../../../../src/openclaw/verify/find-key.ts";
import { expectFailure } from "../../../helpers/expect-failure.ts";
import { fakeAnswers, type Answers } from "../../../helpers/fake-answers.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";
import { homeWith } from "../../../helpers/openclaw-home.ts";
import { SCOPE_MISSING, WINDOWS } from "../../../helpers/reporting-openclaw.ts";

/** Waiting takes no time here, and the clock goes on all the same. */
vi.mock("node:timers/promises", () => ({
  setTimeout: async (ms: number) => void vi.setSystemTime(Date.now() + ms),
}));
// Other test files may have loaded it already, with a clock that takes its time.
vi.resetModules();
const { checkGateway, takenOverBy } = await import("../../../../src/openclaw/verify/check-gateway.ts");
afterAll(() => void vi.resetModules());

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

/** For how long a gateway is given to take over what changed in its config. */
const TAKEOVER_MS = 30_000;
const LONG_AGO_MS = 3_600_000;

const NEW = "2026.9.6";
const OLD = "2026.8.2";

const SHOWN = { windows: WINDOWS };
const LEFT_OUT = { error: SCOPE_MISSING };
/** Of a key that works as well, and is not this one. */
const ANOTHER_PLAN = { windows: [{ label: "5h", usedPercent: 3, resetAt: 1 }] };

interface Scene extends Omit<Partial<Answers>, "version"> {
  version?: string;
  isElsewhere?: boolean;
  source?: SourceName;
  /** Since its file was changed. */
  ageMs?: number;
  signal?: AbortSignal;
}

const keyOf = (source: SourceName, path: string | null): FoundKey => ({
  ok: true,
  key: sessionKey(KEY_TEXT),
  source,
  path,
  hidden: null,
});

/** What is made of a gateway's answers to a key that works from here, and how often it was asked. */
async function check({
  source = "configVars",
  ageMs = LONG_AGO_MS,
  version = NEW,
  isElsewhere = false,
  signal,
  ...other
}: Scene = {}) {
  const home = homeWith({ config: "{}" });
  const changed = new Date(Date.now() - ageMs);
  utimesSync(home.paths.config, changed, changed);
  const path = source === "process" ? null : home.paths.config;
  const answers = fakeAnswers(other);
  const expected = { key: keyOf(source, path), windows: WINDOWS, version, isElsewhere };
  const result = await checkGateway(answers, expected, signal ?? new AbortController().signal);
  const times = answers.asked.filter((name) => name === "gatewayUsage").length;
  return { result, path, times, asked: answers.asked };
}

it("A gateway that shows the windows is asked once, past its cache", async () => {
  const { result, asked } = await check();
  expect(result).toEqual({ ok: true, windows: WINDOWS });
  expect(asked).toEqual(["refreshGateway", "gatewayUsage"]);
});

it.each([0, LONG_AGO_MS])(
  "A gateway that is stopped is no failure, %d ms after the change",
  async (ageMs) => {
    const { result, times } = await check({ gateway: [null], ageMs });
    expect(result).toEqual({ ok: true, windows: null });
    expect(times).toBe(1);
  },
);

it.each<[FailureCode, string, Scene]>([
  ["gateway_unasked", "wants credentials that nobody has", { gateway: ["gateway_unasked"] }],
  ["token_rate_limited", "asks too often", { gateway: [{ error: "HTTP 429" }] }],
  ["gateway_unclear", "is refused by Anthropic", { gateway: [{ error: "HTTP 401" }] }],
  ["gateway_unclear", "asks for no Claude plan", { gateway: ["no plan"] }],
  ["gateway_stale", "shows another plan", { gateway: [ANOTHER_PLAN] }],
  ["gateway_stale", "shows that of another variable", { gateway: [ANOTHER_PLAN], source: "process" }],
  ["gateway_stale", "was told that its key does not work", { gateway: [LEFT_OUT] }],
  ["gateway_reload_off", "looks no more", { gateway: [LEFT_OUT], isReloadOff: true }],
  ["gateway_stale", "takes no variable", { gateway: [LEFT_OUT], isReloadOff: true, source: "process" }],
])("A gateway fails with %s where it %s", async (code, _, scene) => {
  expectFailure((await check(scene)).result, code);
});

it.each<SourceName>([
  "serviceEnvironment",
  "globalDotenv",
  "configFolderDotenv",
  "gatewayDotenv",
  "workingFolderDotenv",
])("A gateway has to be restarted for a key from %s, and is not waited for", async (source) => {
  for (const gateway of [LEFT_OUT, ANOTHER_PLAN]) {
    const scene = { source, ageMs: 0, gateway: [gateway], isReloadOff: true };
    const { result, path, times } = await check(scene);
    expectFailure(result, "gateway_restart_needed", { source, path: path! });
    expect(times).toBe(1);
  }
});

it.each<[string, SourceName]>([
  ["a new key in its config", "configVars"],
  ["one directly under env", "configFlat"],
])(
  "A gateway of an older version has to be restarted for %s, once it has had the time for a first",
  async (_, source) => {
    for (const gateway of [LEFT_OUT, ANOTHER_PLAN]) {
      const { result, path, times } = await check({ source, ageMs: 0, gateway: [gateway], version: OLD });
      expectFailure(result, "gateway_restart_needed", { source, path: path! });
      expect(times).toBe(TAKEOVER_MS / 1_000 + 1);
    }
    const { result } = await check({ source, ageMs: 0, gateway: [LEFT_OUT, SHOWN], version: OLD });
    expect(result).toEqual({ ok: true, windows: WINDOWS });
  },
);

it("A gateway of a version that shows no limits of models shows enough without them", async () => {
  const shown = WINDOWS.slice(0, 2);
  const gateway = [{ windows: shown }];
  expect((await check({ gateway, version: "2026.6.11" })).result).toEqual({ ok: true, windows: shown });
  expectFailure((await check({ gateway, version: NEW })).result, "gateway_stale");
  expectFailure(
    (await check({ gateway: [ANOTHER_PLAN], version: "2026.6.11" })).result,
    "gateway_restart_needed",
    expect.anything(),
  );
});

it("A gateway on another machine is not waited for: it takes over nothing from here", async () => {
  const { times } = await check({ ageMs: 0, gateway: [LEFT_OUT], isElsewhere: true });
  expect(times).toBe(1);
});

it("A gateway whose config has just changed is asked again until it has the key", async () => {
  const { result, times } = await check({ gateway: [LEFT_OUT, "gateway_unasked", SHOWN], ageMs: 0 });
  expect(result).toEqual({ ok: true, windows: WINDOWS });
  expect(times).toBe(3);
});

it.each<[string, Answers["gateway"][0], FailureCode]>([
  ["can't be asked", "gateway_unasked", "gateway_unasked"],
  ["has another key", LEFT_OUT, "gateway_stale"],
  ["gives no report", "openclaw_unreadable", "openclaw_unreadable"],
  ["shows another plan", ANOTHER_PLAN, "gateway_stale"],
])("A gateway is given up on half a minute after the change: it still %s", async (_, answer, code) => {
  const { result, times } = await check({ gateway: [answer], ageMs: 0 });
  expectFailure(result, code);
  expect(times).toBe(TAKEOVER_MS / 1_000 + 1);
});

it("A gateway is not asked again once nobody waits for it", async () => {
  const { result, times } = await check({ gateway: [LEFT_OUT], ageMs: 0, signal: AbortSignal.abort() });
  expect(result.ok).toBe(false);
  expect(times).toBe(1);
});

it.each([
  ["numbers", { windows: ANOTHER_PLAN.windows, at: 1 }],
  ["a failure", { ...LEFT_OUT, at: 1 }],
])("A gateway is asked again, and not judged by %s from before", async (_, old) => {
  const { result, times } = await check({ gateway: [old, SHOWN] });
  expect(result).toEqual({ ok: true, windows: WINDOWS });
  expect(times).toBe(2);
});

it("A gateway proves nothing with numbers from before, however often it is asked", async () => {
  const { result, times } = await check({ gateway: [{ ...SHOWN, at: 1 }] });
  expectFailure(result, "gateway_outdated");
  expect(times).toBe(3);
});

it.each<[SourceName, string | null, number]>([
  ["configVars", "config", 1_790_000_000_000 + TAKEOVER_MS],
  ["configFlat", "config", 1_790_000_000_000 + TAKEOVER_MS],
  ["globalDotenv", "config", 0],
  ["process", null, 0],
  ["configVars", "/does/not/exist", 0],
])("A gateway has a key of %s in %s by %d", async (source, file, due) => {
  const home = homeWith({ config: "{}" });
  utimesSync(home.paths.config, 1_790_000_000, 1_790_000_000);
  expect(await takenOverBy(keyOf(source, file === "config" ? home.paths.config : file))).toBe(due);
});
