import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { HOST_NAME } from "../../../../src/core/messages/identity.ts";
import { VerifyReply } from "../../../../src/core/messages/messages.ts";
import { ask, type Asking } from "../../../../src/extension/browser/native.ts";
import { fakeNative } from "../../../helpers/fake-port.ts";

const REQUEST = { protocol: 1, verb: "verify" } as const;
const REPLY = {
  ok: true,
  seenBy: "gateway",
  windows: [{ label: "5h", usedPercent: 41, resetAt: null }],
  version: "2026.9.6",
  source: "configVars",
};

let native: ReturnType<typeof fakeNative>;

beforeEach(() => {
  vi.useFakeTimers();
  native = fakeNative();
});

afterEach(() => {
  // A port that nobody needs any more, a timer that nobody waits for: neither is left behind.
  expect(vi.getTimerCount()).toBe(0);
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const says = (message: unknown) => native.port.onMessage.fire(message);
const closes = (error?: Error) => native.port.onDisconnect.fire(error ? { error } : {});

/** With what the port says meanwhile, and the steps that were heard of. */
async function asked(talk: () => void, asking: Asking = {}) {
  const steps: string[] = [];
  const result = ask(REQUEST, VerifyReply, { onStep: (step) => steps.push(step), ...asking });
  talk();
  return { result: await result, steps };
}

it("the companion is sent the request and nothing else, and let go once it has answered", async () => {
  const { result } = await asked(() => says(REPLY));
  expect(result).toEqual(REPLY);
  expect(native.connectNative.mock.calls).toEqual([[HOST_NAME]]);
  expect(native.port.postMessage.mock.calls).toEqual([[REQUEST]]);
  expect(native.port.disconnect).toHaveBeenCalledTimes(1);
});

it("the companion tells how far it is; what only a later one tells is left out", async () => {
  const { result, steps } = await asked(() => {
    for (const message of [{ step: "key" }, { step: "moon" }, { step: "token", of: 9 }, { percent: 50 }])
      says(message);
    says(REPLY);
  });
  expect(result).toEqual(REPLY);
  expect(steps).toEqual(["key", "token"]);
});

const DETAIL = { version: "2025.12.31", oldest: "2026.9.6", step: "openclaw" };

it.each<[what: string, message: unknown, failure: object]>([
  ["a refusal, with its detail", failing("openclaw_too_old", DETAIL), failing("openclaw_too_old", DETAIL)],
  [
    "an older one by its own refusal",
    failing("protocol_unsupported", { protocol: 0 }),
    failing("companion_too_old"),
  ],
  ["an older one by a reply of another shape", { protocol: 0, done: true }, failing("companion_too_old")],
  ["a newer one", failing("protocol_unsupported", { protocol: 2 }), failing("companion_too_new")],
  ["a newer one by a code that only it knows", failing("made_up"), failing("companion_too_new")],
  ["nonsense", { ok: true }, failing("companion_reply_invalid")],
  ["a step that nobody asked for", { step: "key" }, failing("companion_reply_invalid")],
  ["nothing", undefined, failing("companion_reply_invalid")],
])("a companion's answer may be %s", async (_, message, failure) => {
  const result = ask(REQUEST, VerifyReply);
  says(message);
  await expect(result).resolves.toEqual(failure);
});

it("a step that is a reply is no step", async () => {
  const { result, steps } = await asked(() => says({ step: "key", ok: true }));
  expect(result).toEqual(failing("companion_reply_invalid"));
  expect(steps).toEqual([]);
});

function failing(code: string, detail?: object) {
  return { ok: false, code, ...(detail ? { detail } : {}) };
}

const WORDS = [
  ["Specified native messaging host not found.", "companion_missing"],
  ["Access to the specified native messaging host is forbidden.", "companion_forbidden"],
  ["Native host has exited.", "companion_crashed"],
  ["Error when communicating with the native messaging host.", "companion_crashed"],
] as const;

it.each(WORDS)("Chromium's %j is read as %s", async (message, code) => {
  const { result, steps } = await asked(() => {
    says({ step: "key" });
    // It is there for as long as the listeners are called.
    Object.assign(browser.runtime, { lastError: { message } });
    closes();
    Object.assign(browser.runtime, { lastError: undefined });
  });
  expect(result).toEqual({ ok: false, code });
  expect(steps).toEqual(["key"]);
});

it.each([
  ["No such native application clawkey.host", "companion_missing"],
  ["An unexpected error occurred", "companion_crashed"],
])("Firefox's %j is read as %s", async (text, code) => {
  await expect(asked(() => closes(new Error(text)))).resolves.toMatchObject({ result: { ok: false, code } });
});

it("a companion that is gone without a reason has crashed", async () => {
  await expect(asked(() => closes())).resolves.toMatchObject({ result: { code: "companion_crashed" } });
});

it.each([
  ["fifteen seconds", {}, 15_000],
  ["as long as it may take", { timeoutMs: 100_000 }, 100_000],
])("the companion is given %s, and then let go", async (_, asking, ms) => {
  let result: unknown;
  void ask(REQUEST, VerifyReply, asking).then((failure) => (result = failure));
  await vi.advanceTimersByTimeAsync(ms - 1);
  expect(result).toBeUndefined();
  expect(native.port.disconnect).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(result).toEqual({ ok: false, code: "companion_timeout" });
  expect(native.port.disconnect).toHaveBeenCalledTimes(1);
});

it("the companion is let go where nobody waits for it any more", async () => {
  const gone = new AbortController();
  const result = ask(REQUEST, VerifyReply, { signal: gone.signal });
  says({ step: "key" });
  expect(native.port.disconnect).not.toHaveBeenCalled();
  gone.abort();
  await expect(result).resolves.toMatchObject({ ok: false });
  expect(native.port.disconnect).toHaveBeenCalledTimes(1);
});

it("no companion is started for somebody who has gone before", async () => {
  await asked(() => {}, { signal: AbortSignal.abort() });
  expect(native.connectNative).not.toHaveBeenCalled();
});

it("a browser that refuses at once is read as one that refuses later", async () => {
  native.connectNative.mockImplementation(() => {
    throw new Error("Access to the specified native messaging host is forbidden.");
  });
  await expect(asked(() => {})).resolves.toMatchObject({ result: { code: "companion_forbidden" } });
});

it.each([
  ["it is not permitted", false, "native_permission_missing"],
  ["it was permitted after the page or the worker started", true, "native_not_ready"],
])("there is no native messaging where %s", async (_, permitted, code) => {
  Object.assign(browser.runtime, { connectNative: undefined });
  const contains = vi.spyOn(browser.permissions, "contains").mockImplementation(async () => permitted);
  await expect(ask(REQUEST, VerifyReply)).resolves.toEqual({ ok: false, code });
  expect(contains.mock.calls).toEqual([[{ permissions: ["nativeMessaging"] }]]);
});
