import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { failure } from "../../../../src/core/messages/failures.ts";
import { HOST_NAME } from "../../../../src/core/messages/identity.ts";
import { VerifyReply } from "../../../../src/core/messages/messages.ts";
import { ask, openAhead, type Asking } from "../../../../src/extension/browser/native.ts";
import { fakeNative } from "../../../helpers/fake-port.ts";

const REQUEST = { protocol: 1, verb: "verify" } as const;
const REPLY = { ok: true, seenBy: "gateway", windows: [], version: "2026.9.6", source: "configVars" };

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

it("the companion is sent the request and nothing else, tells how far it is, and is let go", async () => {
  const { result, steps } = await asked(() => {
    // What only a later companion tells is left out.
    for (const message of [{ step: "key" }, { step: "moon" }, { percent: 50 }, { step: "token", of: 9 }])
      says(message);
    says(REPLY);
  });
  expect(result).toEqual(REPLY);
  expect(steps).toEqual(["key", "token"]);
  expect(native.connectNative.mock.calls).toEqual([[HOST_NAME]]);
  expect(native.port.postMessage.mock.calls).toEqual([[REQUEST]]);
  expect(native.port.disconnect).toHaveBeenCalledTimes(1);
});

const REFUSED = failure("organization_without_windows", { name: "Team", step: "claude" });
const unsupported = (protocol: number) => failure("protocol_unsupported", { protocol });

it.each<[what: string, message: unknown, read: object]>([
  ["a refusal, with its detail", REFUSED, REFUSED],
  ["an older one by its own refusal", unsupported(0), failure("companion_too_old")],
  ["an older one by a reply of another shape", { protocol: 0, done: true }, failure("companion_too_old")],
  ["a newer one", unsupported(2), failure("companion_too_new")],
  ["a newer one by a code that only it knows", { ok: false, code: "moon" }, failure("companion_too_new")],
  ["nonsense", { ok: true }, failure("companion_reply_invalid")],
  ["a step that nobody asked for", { step: "key" }, failure("companion_reply_invalid")],
  ["nothing", undefined, failure("companion_reply_invalid")],
])("a companion's answer may be %s", async (_, message, read) => {
  const result = ask(REQUEST, VerifyReply);
  says(message);
  await expect(result).resolves.toEqual(read);
});

it("a step that is a reply is no step", async () => {
  const { result, steps } = await asked(() => says({ step: "key", ok: true }));
  expect(result).toEqual(failure("companion_reply_invalid"));
  expect(steps).toEqual([]);
});

it.each([
  ["Chromium", "Specified native messaging host not found.", "companion_missing"],
  ["Chromium", "Access to the specified native messaging host is forbidden.", "companion_forbidden"],
  [
    "Chromium",
    "Access to the native messaging host was disabled by the system administrator.",
    "companion_blocked",
  ],
  ["Chromium", "Native host has exited.", "companion_crashed"],
  ["Chromium", "Error when communicating with the native messaging host.", "companion_crashed"],
  ["Firefox", "No such native application clawkey.host", "companion_missing"],
  ["Firefox", "An unexpected error occurred", "companion_crashed"],
  ["nobody", undefined, "companion_crashed"],
])("a port that %s closes with %j is read as %s", async (by, message, code) => {
  const { result } = await asked(() => {
    says({ step: "key" });
    // Chromium's is there for as long as the listeners are called.
    Object.assign(browser.runtime, { lastError: by === "Chromium" ? { message } : undefined });
    closes(by === "Firefox" ? new Error(message) : undefined);
    Object.assign(browser.runtime, { lastError: undefined });
  });
  expect(result).toEqual({ ok: false, code });
});

it("a browser that refuses at once is read as one that refuses later", async () => {
  native.connectNative.mockImplementation(() => {
    throw new Error("Access to the specified native messaging host is forbidden.");
  });
  await expect(ask(REQUEST, VerifyReply)).resolves.toEqual(failure("companion_forbidden"));
});

it.each([
  ["fifteen seconds", {}, 15_000],
  ["as long as it may take", { timeoutMs: 100_000 }, 100_000],
])("the companion is given %s, and then let go", async (_, asking, ms) => {
  let result: unknown;
  void ask(REQUEST, VerifyReply, asking).then((ended) => (result = ended));
  await vi.advanceTimersByTimeAsync(ms - 1);
  expect(result).toBeUndefined();
  expect(native.port.disconnect).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(result).toEqual(failure("companion_timeout"));
  expect(native.port.disconnect).toHaveBeenCalledTimes(1);
});

it("the companion is let go where nobody waits for it any more, and not started for who has gone", async () => {
  const gone = new AbortController();
  const { result } = await asked(
    () => {
      says({ step: "key" });
      expect(native.port.disconnect).not.toHaveBeenCalled();
      gone.abort();
    },
    { signal: gone.signal },
  );
  expect(result.ok).toBe(false);
  expect(native.port.disconnect).toHaveBeenCalledTimes(1);
  await asked(() => {}, { signal: gone.signal });
  expect(native.connectNative).toHaveBeenCalledTimes(1);
});

it.each([
  ["it is not permitted", false, "native_permission_missing"],
  ["it was permitted after the page or the worker started", true, "native_not_ready"],
])("there is no native messaging where %s", async (_, permitted, code) => {
  Object.assign(browser.runtime, { connectNative: undefined });
  const contains = vi.fn<(asked: object) => Promise<boolean>>().mockResolvedValue(permitted);
  Object.assign(browser, { permissions: { contains } });
  await expect(ask(REQUEST, VerifyReply)).resolves.toEqual({ ok: false, code });
  expect(contains.mock.calls).toEqual([[{ permissions: ["nativeMessaging"] }]]);
});

it("a companion that was started ahead gets the next request and no other, and nothing before it", async () => {
  openAhead();
  openAhead();
  expect(native.connectNative).toHaveBeenCalledTimes(1);
  expect(native.port.postMessage).not.toHaveBeenCalled();
  await expect(asked(() => says(REPLY))).resolves.toMatchObject({ result: REPLY });
  expect(native.connectNative).toHaveBeenCalledTimes(1);
  expect(native.port.postMessage.mock.calls).toEqual([[REQUEST]]);
  await asked(() => says(REPLY));
  expect(native.connectNative).toHaveBeenCalledTimes(2);
});

it("a companion that was started ahead and is not asked is let go before it gives up itself", async () => {
  openAhead();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(native.port.disconnect).toHaveBeenCalledTimes(1);
  await asked(() => says(REPLY));
  expect(native.connectNative).toHaveBeenCalledTimes(2);
});

it("where a companion that was started ahead has ended by itself, the request starts another, which tells why", async () => {
  openAhead();
  closes(new Error("No such native application clawkey.host"));
  const { result } = await asked(() => closes(new Error("No such native application clawkey.host")));
  expect(native.connectNative).toHaveBeenCalledTimes(2);
  expect(result).toEqual(failure("companion_missing"));
});

it("a browser that does not let it be started is none the worse for it", async () => {
  native.connectNative.mockImplementationOnce(() => {
    throw new Error("no");
  });
  expect(openAhead).not.toThrow();
  await expect(asked(() => says(REPLY))).resolves.toMatchObject({ result: REPLY });
});
