import { describe, expect, it, vi } from "vitest";
import type { Companion } from "../../../src/browser/native.ts";
import { companionTarget, removeFromOpenClaw } from "../../../src/targets/companion.ts";
import { KEY_TEXT, sessionKey } from "../../fakes/keys.ts";

const CONFIG = { kind: "config", id: "1".repeat(32), path: "/home/you/.openclaw/openclaw.json" } as const;
const DOTENV = { kind: "dotenv", id: "2".repeat(32), path: "/home/you/.openclaw/.env" } as const;
const BUSY = { ok: false, code: "file_busy", detail: { path: CONFIG.path } } as const;

function fakeCompanion() {
  return {
    status: vi.fn<Companion["status"]>(async () => BUSY),
    set: vi.fn<Companion["set"]>(async () => BUSY),
    remove: vi.fn<Companion["remove"]>(async ({ path }) => ({
      ok: true,
      path,
      changed: true,
      copies: [`${CONFIG.path}.bak`],
    })),
  };
}

describe("companionTarget", () => {
  it("writes the key into the confirmed file, and tells what came of it", async () => {
    const companion = fakeCompanion();
    const effect = { effective: true } as const;
    companion.set.mockResolvedValueOnce({
      ok: true,
      path: CONFIG.path,
      changed: true,
      tightened: true,
      effect,
    });
    await expect(companionTarget(companion, CONFIG).put(sessionKey(KEY_TEXT))).resolves.toEqual({
      ok: true,
      kind: "saved",
      file: "config",
      path: CONFIG.path,
      changed: true,
      tightened: true,
      effect,
    });
    expect(companion.set.mock.calls).toEqual([[CONFIG, KEY_TEXT]]);
  });

  it("hands a failure on with its detail", async () => {
    await expect(companionTarget(fakeCompanion(), CONFIG).put(sessionKey(KEY_TEXT))).resolves.toEqual(BUSY);
  });
});

describe("removeFromOpenClaw", () => {
  it("clears the files that Clawkey wrote, by the ids that the user confirmed, and asks for no others", async () => {
    const companion = fakeCompanion();
    const removed = await removeFromOpenClaw(companion, [CONFIG, DOTENV]);
    expect(removed).toEqual({ ok: true, paths: [CONFIG.path, DOTENV.path], copies: [`${CONFIG.path}.bak`] });
    expect(companion.remove.mock.calls).toEqual([[CONFIG], [DOTENV]]);
    expect(companion.status).not.toHaveBeenCalled();
  });

  it("does not claim to have cleared a file that held no key any more", async () => {
    const companion = fakeCompanion();
    companion.remove.mockResolvedValueOnce({ ok: true, path: CONFIG.path, changed: false, copies: [] });
    await expect(removeFromOpenClaw(companion, [CONFIG])).resolves.toEqual({
      ok: true,
      paths: [],
      copies: [],
    });
  });

  it("stops at the first refusal, and says why", async () => {
    const companion = fakeCompanion();
    companion.remove.mockResolvedValueOnce(BUSY);
    await expect(removeFromOpenClaw(companion, [CONFIG, DOTENV])).resolves.toEqual(BUSY);
    expect(companion.remove).toHaveBeenCalledTimes(1);
  });
});
