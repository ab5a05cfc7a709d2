/** The row about Firefox's containers: whose sign-in to claude.ai is meant. */
import { openContainers, whenTabsChange } from "../../src/extension/browser/containers.ts";
import { update } from "../../src/extension/browser/storage.ts";
import { Settings, type Container } from "../../src/extension/browser/records.ts";
import { records, syncNow } from "../../src/extension/extension.ts";
import { element, option } from "../../src/extension/ui/dom.ts";
import { message } from "../../src/extension/ui/words.ts";
import { saveAndTell } from "./tell.ts";

const select = element("container", HTMLSelectElement);

export async function showContainers(): Promise<void> {
  if (!(await show())) return;
  // Whoever was sent away to open claude.ai in a container comes back to see it listed.
  whenTabsChange(show);
  select.onchange = async () => {
    const container = Settings.shape.container.parse(select.value || null);
    await saveAndTell(() => update("settings", (current) => ({ ...current, container })));
    await syncNow();
  };
}

/** @returns whether the browser has containers */
async function show(): Promise<boolean> {
  const [open, { consent, settings }] = await Promise.all([openContainers(), records()]);
  const { container } = settings;
  // With numbers only no other sign-in can be read: see docs/auto-sync.md.
  element("containers", HTMLElement).hidden = open === null || consent?.grade === "numbers";
  if (open === null) return false;
  const closed = container !== null && !open.includes(container) ? [container] : [];
  select.replaceChildren(
    option(message("options.container_none"), ""),
    ...open.map((id) => containerOption(id, "options.container_open")),
    ...closed.map((id) => containerOption(id, "options.container_closed")),
  );
  select.value = container ?? "";
  return true;
}

/** Firefox tells a name only to those who may change it; of the number it makes no secret. */
const containerOption = (
  id: Container,
  key: "options.container_open" | "options.container_closed",
): HTMLOptionElement => option(message(key, { number: id.replace(/\D/g, "") }), id);
