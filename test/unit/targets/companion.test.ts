import { describe, expect, it, vi } from "vitest";
import type { Companion } from "../../../src/browser/native.ts";
import type { FileReport, StatusReply } from "../../../src/protocol/companion.ts";
import { companionTarget, removeFromOpenClaw } from "../../../src/targets/companion.ts";
import { KEY_TEXT, sessionKey } from "../../fakes/keys.ts";

const CONFIG = { kind: "config", id: "1".repeat(32), path: "/home/you/.openclaw/openclaw.json" } as const;
const DOTENV = { kind: "dotenv", id: "2".repeat(32), path: "/home/you/.openclaw/.env" } as const;
const BUSY = { ok: false, code: "file_busy", detail: { path: CONFIG.path } } as const;

function fakeCompanion(holding: FileReport["fingerprint"][]) {
  const file = (
    { id, path }: typeof CONFIG | typeof DOTENV,
    fingerprint: FileReport["fingerprint"] = null,
  ): FileReport => ({
    id,
    path,
    exists: true,
    fingerprint,
    problem: null,
  });
  const status: StatusReply = {
    ok: true,
    protocol: 1,
    version: "1.2.3",
    browsers: [],
    files: { config: file(CONFIG, holding[0]), dotenv: file(DOTENV, holding[1]) },
    effective: null,
  };
  return {
    status: vi.fn<Companion["status"]>(async () => status),
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
    const companion = fakeCompanion([]);
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
    await expect(companionTarget(fakeCompanion([]), CONFIG).put(sessionKey(KEY_TEXT))).resolves.toEqual(BUSY);
  });
});

describe("removeFromOpenClaw", () => {
  const FINGERPRINT = "f".repeat(32);

  it.each([
    ["both files", [FINGERPRINT, FINGERPRINT], [CONFIG.path, DOTENV.path]],
    ["the one that holds a key", [null, FINGERPRINT], [DOTENV.path]],
    ["neither where none does", [null, null], []],
  ])("clears %s", async (_, holding, paths) => {
    const companion = fakeCompanion(holding);
    await expect(removeFromOpenClaw(companion, "0".repeat(32))).resolves.toMatchObject({ ok: true, paths });
    expect(companion.remove.mock.calls.map(([{ path }]) => path)).toEqual(paths);
  });

  it("names OpenClaw's copies once", async () => {
    const removed = await removeFromOpenClaw(fakeCompanion([FINGERPRINT, FINGERPRINT]), "0".repeat(32));
    expect(removed).toMatchObject({ copies: [`${CONFIG.path}.bak`] });
  });

  it("stops at the first refusal, and says why", async () => {
    const companion = fakeCompanion([FINGERPRINT, FINGERPRINT]);
    companion.remove.mockResolvedValueOnce(BUSY);
    await expect(removeFromOpenClaw(companion, "0".repeat(32))).resolves.toEqual(BUSY);
    expect(companion.remove).toHaveBeenCalledTimes(1);
  });
});
