import { HOST_NAME } from "../../../../src/core/messages/identity.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { browser } from "wxt/browser";
import { companion } from "../../../../src/extension/browser/native.ts";

const SALT = "0".repeat(32);
const FILE = { kind: "config", id: "1".repeat(32), path: "/home/you/.openclaw/openclaw.json" } as const;
const SET_REPLY = { ok: true, path: FILE.path, changed: true, tightened: false, effect: { effective: true } };

/** fakeBrowser has no native messaging; this is all that is used of it. */
const sendNativeMessage = vi.fn<(host: string, message: unknown) => Promise<unknown>>();

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(browser.runtime, { sendNativeMessage });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  sendNativeMessage.mockReset();
});

describe("a request to the companion", () => {
  it("names verb, file and destination, and no path", async () => {
    sendNativeMessage.mockResolvedValue(SET_REPLY);
    await expect(companion.set(FILE, "sk-ant-sid01-x")).resolves.toEqual(SET_REPLY);
    expect(sendNativeMessage.mock.calls).toEqual([
      [
        HOST_NAME,
        {
          protocol: 1,
          destination: "local",
          verb: "set",
          file: "config",
          fileId: FILE.id,
          key: "sk-ant-sid01-x",
        },
      ],
    ]);
  });

  it.each([
    ["Specified native messaging host not found.", "companion_missing"],
    ["No such native application clawkey.host", "companion_missing"],
    ["Access to the specified native messaging host is forbidden.", "companion_forbidden"],
    ["Native host has exited.", "companion_crashed"],
    ["Error when communicating with the native messaging host.", "companion_crashed"],
    ["An unexpected error occurred", "companion_crashed"],
  ])("takes the browser's %j for %s", async (text, code) => {
    sendNativeMessage.mockRejectedValue(new Error(text));
    await expect(companion.remove(FILE)).resolves.toEqual({ ok: false, code });
  });

  it("gives up on an answer that never comes", async () => {
    sendNativeMessage.mockReturnValue(new Promise(() => {}));
    const answer = companion.status(SALT);
    await vi.advanceTimersByTimeAsync(15_000);
    await expect(answer).resolves.toEqual({ ok: false, code: "companion_timeout" });
  });

  it("leaves no timer behind when the answer came", async () => {
    sendNativeMessage.mockResolvedValue(SET_REPLY);
    await companion.set(FILE, "x");
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    [
      "an older one by its own refusal",
      { ok: false, code: "protocol_unsupported", protocol: 0 },
      "companion_too_old",
    ],
    ["an older one by a reply of another shape", { protocol: 0, done: true }, "companion_too_old"],
    ["a newer one", { ok: false, code: "protocol_unsupported", protocol: 2 }, "companion_too_new"],
    ["nonsense", { ok: true }, "companion_reply_invalid"],
    ["nothing", undefined, "companion_reply_invalid"],
    ["a newer one by a code that only it knows", { ok: false, code: "made_up" }, "companion_too_new"],
  ])("tells %s", async (_, message, code) => {
    sendNativeMessage.mockResolvedValue(message);
    await expect(companion.set(FILE, "x")).resolves.toMatchObject({ ok: false, code });
  });

  it("hands on what the companion refused, with the detail", async () => {
    const detail = { path: FILE.path, line: 3, column: 1 };
    sendNativeMessage.mockResolvedValue({ ok: false, code: "config_unparsable", detail });
    await expect(companion.set(FILE, "x")).resolves.toEqual({ ok: false, code: "config_unparsable", detail });
  });

  it.each([
    ["it is not permitted", false, "native_permission_missing"],
    ["it was permitted after the page or the worker started", true, "native_not_ready"],
  ])("says so where there is no native messaging because %s", async (_, permitted, code) => {
    Object.assign(browser.runtime, { sendNativeMessage: undefined });
    vi.spyOn(browser.permissions, "contains").mockImplementation(async (asked) => {
      expect(asked).toEqual({ permissions: ["nativeMessaging"] });
      return permitted;
    });
    await expect(companion.status(SALT)).resolves.toEqual({ ok: false, code });
  });

  it("has a minute and a half where the gateway restarts", async () => {
    sendNativeMessage.mockReturnValue(new Promise(() => {}));
    let answer: unknown;
    void companion.restart().then((failure) => (answer = failure));
    await vi.advanceTimersByTimeAsync(89_999);
    expect(answer).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(answer).toEqual({ ok: false, code: "companion_timeout" });
    expect(sendNativeMessage.mock.calls).toEqual([
      [HOST_NAME, { protocol: 1, destination: "local", verb: "restart" }],
    ]);
  });
});
