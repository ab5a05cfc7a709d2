import { describe, expect, it, vi } from "vitest";
import {
  withdrawConsent,
  type RemovedKeys,
  type Withdrawn,
} from "../../../../src/extension/export/withdraw.ts";

const FILE = "/home/you/.openclaw/openclaw.json";
const REMOVED: RemovedKeys = { ok: true, paths: [FILE], copies: [`${FILE}.bak`] };

function world() {
  return {
    removeKeys: vi.fn(async (): Promise<RemovedKeys | (Withdrawn & { ok: false })> => REMOVED),
    forgetEverything: vi.fn(async () => {}),
    giveBackPermissions: vi.fn(async () => {}),
  };
}

describe("withdrawConsent", () => {
  it("takes the key out while it still may, then forgets all, then gives the permissions back", async () => {
    const context = world();
    await expect(withdrawConsent(context)).resolves.toEqual({ ok: true, removed: REMOVED });
    expect(context.removeKeys).toHaveBeenCalledTimes(1);
    expect(context.forgetEverything).toHaveBeenCalledAfter(context.removeKeys);
    expect(context.giveBackPermissions).toHaveBeenCalledAfter(context.forgetEverything);
  });

  it("leaves the key where the user wants it to stay", async () => {
    const context = { ...world(), removeKeys: null };
    await expect(withdrawConsent(context)).resolves.toEqual({ ok: true, removed: null });
    expect(context.forgetEverything).toHaveBeenCalledTimes(1);
    expect(context.giveBackPermissions).toHaveBeenCalledTimes(1);
  });

  it("withdraws nothing where the key can't be taken out, so that it can be tried again", async () => {
    const context = world();
    const failure = { ok: false, code: "file_busy", detail: { path: FILE } } as const;
    context.removeKeys.mockResolvedValueOnce(failure);
    await expect(withdrawConsent(context)).resolves.toEqual(failure);
    expect(context.forgetEverything).not.toHaveBeenCalled();
    expect(context.giveBackPermissions).not.toHaveBeenCalled();
  });
});
