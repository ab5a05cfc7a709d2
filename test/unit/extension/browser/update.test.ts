import { beforeEach, expect, it } from "vitest";
import { fakeBrowser } from "wxt/testing/fake-browser";
import { load, save, settingsItem, update } from "../../../../src/extension/browser/storage.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../../src/extension/browser/records.ts";

beforeEach(() => {
  fakeBrowser.reset();
});

it("changes an item as it is now, and loses none of two changes at once", async () => {
  await save(settingsItem, DEFAULT_SETTINGS);
  await Promise.all([
    update(settingsItem, (current): Settings => ({ ...current, format: "ssh" })),
    update(settingsItem, (current): Settings => ({ ...current, target: "clipboard" })),
  ]);
  await expect(load(settingsItem)).resolves.toEqual({
    ...DEFAULT_SETTINGS,
    format: "ssh",
    target: "clipboard",
  });
});
