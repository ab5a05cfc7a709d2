import { describe, expect, it } from "vitest";
import { deleteKey, keyExists, setDefaultValue } from "../../../../src/companion/install/windows-registry.ts";
import { fakeRegistry } from "../../../helpers/registry.ts";

const KEY = "HKCU\\Software\\Chromium\\NativeMessagingHosts\\clawkey.host";
const FILE = "C:\\Users\\you lovelace\\AppData\\Local\\Clawkey\\clawkey.host.chromium.json";

describe("reg.exe is called", () => {
  it("without a question to the user, and with each value as one argument", async () => {
    const { tool, calls, keys } = fakeRegistry();
    await expect(setDefaultValue(tool, KEY, FILE)).resolves.toBe(true);
    expect(keys.get(KEY)).toBe(FILE);
    await expect(keyExists(tool, KEY)).resolves.toBe(true);
    await expect(deleteKey(tool, KEY)).resolves.toBe(true);
    await expect(keyExists(tool, KEY)).resolves.toBe(false);
    await expect(deleteKey(tool, KEY)).resolves.toBe(false);
    expect(calls.slice(0, 3)).toEqual([
      ["add", KEY, "/ve", "/t", "REG_SZ", "/d", FILE, "/f"],
      ["query", KEY],
      ["delete", KEY, "/f"],
    ]);
  });
});
