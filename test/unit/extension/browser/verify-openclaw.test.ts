import { HOST_NAME } from "../../../../src/core/messages/identity.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { verifyOpenClaw } from "../../../../src/extension/browser/verify-openclaw.ts";
import { fakeEvent } from "../../../helpers/fake-event.ts";
import { VERIFY_REQUEST } from "../../../helpers/requests.ts";

const REPLY = {
  ok: true,
  seenBy: "gateway",
  windows: [{ label: "5h", usedPercent: 41, resetAt: null }],
  version: "2026.9.6",
  source: "configVars",
};

/** fakeBrowser has no native messaging; this is all that is used of it. */
function fakePort() {
  return {
    onMessage: fakeEvent<[unknown]>(),
    onDisconnect: fakeEvent<[object]>(),
    postMessage: vi.fn<(message: unknown) => void>(),
    disconnect: vi.fn<() => void>(),
  };
}

let port: ReturnType<typeof fakePort>;
const connectNative = vi.fn<(host: string) => unknown>();
const NEVER = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
  port = fakePort();
  connectNative.mockReset().mockImplementation(() => port);
  Object.assign(browser.runtime, { connectNative, sendNativeMessage: vi.fn(), lastError: undefined });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** With what the port says meanwhile, and the steps that were heard of. */
async function verified(talk: () => void, signal = NEVER) {
  const steps: string[] = [];
  const result = verifyOpenClaw((step) => steps.push(step), signal);
  talk();
  return { result: await result, steps };
}

const says = (message: unknown) => port.onMessage.fire(message);
const closes = (error?: Error) => port.onDisconnect.fire(error ? { error } : {});

describe("Asked for proof, the companion", () => {
  it("is sent the verb and nothing else, tells how far it is, and then what OpenClaw shows", async () => {
    const { result, steps } = await verified(() => {
      for (const step of ["key", "openclaw", "token"]) says({ step });
      says(REPLY);
    });
    expect(result).toEqual(REPLY);
    expect(steps).toEqual(["key", "openclaw", "token"]);
    expect(connectNative.mock.calls).toEqual([[HOST_NAME]]);
    expect(port.postMessage.mock.calls).toEqual([[VERIFY_REQUEST]]);
  });

  it("is let go once it has answered, with no timer left", async () => {
    await verified(() => says(REPLY));
    expect(port.disconnect).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("may name what is broken, with its details", async () => {
    const detail = { version: "2025.12.31", oldest: "2026.9.6" };
    const failure = { ok: false, code: "openclaw_too_old", detail };
    const { result } = await verified(() => says({ ...failure, step: "openclaw" }));
    expect(result).toEqual(failure);
  });

  it.each([
    ["a step that is a reply", { step: "key", ok: true }, "companion_reply_invalid"],
    ["nothing", undefined, "companion_reply_invalid"],
    ["a code of a newer one", { ok: false, code: "made_up" }, "companion_too_new"],
    ["that the verb is unknown to it", { ok: false, code: "request_invalid" }, "request_invalid"],
  ])("may say %s", async (_, message, code) => {
    const { result, steps } = await verified(() => says(message));
    expect(result).toMatchObject({ ok: false, code });
    expect(steps).toEqual([]);
  });

  it("may be a later one: a step that is not known is skipped, and what comes with it ignored", async () => {
    const { result, steps } = await verified(() => {
      for (const message of [{ step: "moon" }, { step: "key", of: 9 }, { percent: 50 }]) says(message);
      says(REPLY);
    });
    expect(result).toEqual(REPLY);
    expect(steps).toEqual(["key"]);
  });

  it.each([
    ["Specified native messaging host not found.", "companion_missing"],
    ["Access to the specified native messaging host is forbidden.", "companion_forbidden"],
    ["Native host has exited.", "companion_crashed"],
  ])("may be gone, by Chromium's %j", async (text, code) => {
    const { result } = await verified(() => {
      // It is there for as long as the listeners are called.
      Object.assign(browser.runtime, { lastError: { message: text } });
      closes();
      Object.assign(browser.runtime, { lastError: undefined });
    });
    expect(result).toEqual({ ok: false, code });
  });

  it.each([
    ["No such native application clawkey.host", "companion_missing"],
    ["An unexpected error occurred", "companion_crashed"],
  ])("may be gone, by Firefox's %j", async (text, code) => {
    const { result } = await verified(() => closes(new Error(text)));
    expect(result).toEqual({ ok: false, code });
  });

  it("may be gone without a reason, in the middle of its work", async () => {
    const { result, steps } = await verified(() => {
      says({ step: "key" });
      closes();
    });
    expect(result).toEqual({ ok: false, code: "companion_crashed" });
    expect(steps).toEqual(["key"]);
  });

  it("is given a hundred seconds, and then let go", async () => {
    let result: unknown;
    void verifyOpenClaw(() => {}, NEVER).then((failure) => (result = failure));
    await vi.advanceTimersByTimeAsync(99_999);
    expect(result).toBeUndefined();
    expect(port.disconnect).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(result).toEqual({ ok: false, code: "companion_timeout" });
    expect(port.disconnect).toHaveBeenCalledTimes(1);
  });

  it("is let go where nobody waits for it any more, and so is the question", async () => {
    const gone = new AbortController();
    const result = verifyOpenClaw(() => {}, gone.signal);
    says({ step: "key" });
    expect(port.disconnect).not.toHaveBeenCalled();
    gone.abort();
    expect(port.disconnect).toHaveBeenCalledTimes(1);
    expect(await result).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is not started for somebody who has gone before", async () => {
    expect(await verifyOpenClaw(() => {}, AbortSignal.abort())).toBeNull();
    expect(connectNative).not.toHaveBeenCalled();
  });

  it("may be refused by the browser at once", async () => {
    connectNative.mockImplementation(() => {
      throw new Error("Access to the specified native messaging host is forbidden.");
    });
    const { result } = await verified(() => {});
    expect(result).toEqual({ ok: false, code: "companion_forbidden" });
  });

  it("is not asked where the browser has no native messaging", async () => {
    Object.assign(browser.runtime, { sendNativeMessage: undefined });
    vi.spyOn(browser.permissions, "contains").mockImplementation(async () => false);
    const { result } = await verified(() => {});
    expect(result).toEqual({ ok: false, code: "native_permission_missing" });
    expect(connectNative).not.toHaveBeenCalled();
  });
});
