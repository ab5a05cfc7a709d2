import { beforeEach, expect, it, vi } from "vitest";
import { companion, companionStatus } from "../../../../src/extension/export/companion.ts";
import { CONFIG, DOTENV, statusReply } from "../../../helpers/fake-openclaw.ts";
import { fakeNative } from "../../../helpers/fake-port.ts";
import { KEY_TEXT, sessionKey } from "../../../helpers/keys.ts";

const SALT = "0".repeat(32);
const MARK = { salt: SALT, fingerprint: "a".repeat(32) };
const BUSY = { ok: false, code: "file_busy", detail: { path: CONFIG.path } } as const;
const SAVED = { ok: true, path: DOTENV.path, changed: true, tightened: true, effect: { effective: true } };
const REMOVED = { ok: true, path: CONFIG.path, changed: false, kept: true, backups: [`${CONFIG.path}.bak`] };

let native: ReturnType<typeof fakeNative>;
const requests = () => native.port.postMessage.mock.calls.flat();

beforeEach(() => {
  native = fakeNative();
});

it("the companion is known by its file, and told which by its id, never by a path", async () => {
  native.replies(() => SAVED);
  const destination = companion(DOTENV);
  expect(destination.id).toBe(DOTENV.id);
  await expect(destination.set(sessionKey(KEY_TEXT))).resolves.toEqual({ ...SAVED, file: "dotenv" });
  native.replies(() => REMOVED);
  await expect(companion(CONFIG).remove(MARK)).resolves.toEqual(REMOVED);
  await companion(CONFIG).remove(null);
  expect(requests()).toEqual([
    { protocol: 1, verb: "set", file: "dotenv", fileId: DOTENV.id, key: KEY_TEXT },
    { protocol: 1, verb: "remove", file: "config", fileId: CONFIG.id, only: MARK },
    { protocol: 1, verb: "remove", file: "config", fileId: CONFIG.id, only: null },
  ]);
});

it("what is no session key may be overwritten only where the user has said so", async () => {
  native.replies(() => SAVED);
  await companion(DOTENV).set(sessionKey(KEY_TEXT), "reference");
  const set = { protocol: 1, verb: "set", file: "dotenv", fileId: DOTENV.id, key: KEY_TEXT };
  expect(requests()).toEqual([{ ...set, replace: "reference" }]);
});

it("what the companion refuses is handed on with its detail", async () => {
  native.replies(() => BUSY);
  await expect(companion(CONFIG).set(sessionKey(KEY_TEXT))).resolves.toEqual(BUSY);
  await expect(companion(CONFIG).remove(null)).resolves.toEqual(BUSY);
  await expect(companionStatus(SALT)).resolves.toEqual(BUSY);
});

it("a problem of a file that only a newer companion knows is a problem still", async () => {
  native.replies(() => statusReply({ config: { problem: { ok: false, code: "made_up" } } }));
  await expect(companion(CONFIG).status(SALT)).resolves.toMatchObject({
    there: undefined,
    problem: { code: "companion_too_new" },
  });
  expect(requests()).toEqual([{ protocol: 1, verb: "status", salt: SALT }]);
});

it("nobody hears of a proof that nobody waits for; others get a hundred seconds for theirs", async () => {
  vi.useFakeTimers();
  await expect(companion(CONFIG).verify(() => {}, AbortSignal.abort())).resolves.toBeNull();
  const proof = companion(CONFIG).verify(() => {}, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(99_999);
  expect(native.port.disconnect).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await expect(proof).resolves.toEqual({ ok: false, code: "companion_timeout" });
  expect(requests()).toEqual([{ protocol: 1, verb: "verify" }]);
  vi.useRealTimers();
});
