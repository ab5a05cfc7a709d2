/** The view on the page. Rendering the same again changes nothing: nothing is read out twice, no focus is lost. */
import { element, make, showStatus, type Actions } from "../../src/extension/ui/dom.ts";
import { printable } from "../../src/core/messages/text.ts";
import { say, type Message } from "../../src/extension/ui/words.ts";
import { usageContent } from "./usage.ts";
import type { View } from "./view.ts";

const exportButton = element("export", HTMLButtonElement);
const pauseButton = element("pause", HTMLButtonElement);
const copyButton = element("copy", HTMLButtonElement);
const formatSelect = element("format", HTMLSelectElement);
const statusBox = element("status", HTMLElement);
/** Within the status: told later, of what stands above it. */
const proofBox = make("div", { className: "status below" });

export function render(view: View, actions: Actions): void {
  for (const row of ["key", "expires", "target", "openclaw", "sync"] as const)
    showText(element(row, HTMLElement), row === "openclaw" ? view.openClaw : view[row]);
  element("check", HTMLElement).hidden = !view.canCheck;
  pauseButton.hidden = view.pause === null;
  fill(pauseButton, view.pause, () => (pauseButton.textContent = view.pause && say(view.pause)));
  exportButton.hidden = view.primary !== "export";
  element("setup", HTMLElement).hidden = view.primary !== "setup";
  enable(exportButton, view.canExport);
  copyButton.disabled = formatSelect.disabled = !view.canCopy;
  // Only a change: what the user has just chosen is still on its way to the storage.
  fill(formatSelect, view.format, () => (formatSelect.value = view.format));
  showUsage(view.usage);

  fill(statusBox, [view.status, view.statusOf], () => showStatus(statusBox, view.status, actions));
  const { proof } = view;
  if (!proof) proofBox.remove();
  else {
    fill(proofBox, proof, () => showStatus(proofBox, proof, actions));
    if (!proofBox.isConnected) statusBox.append(proofBox);
  }
}

function showUsage({ owner, content, note, busy }: View["usage"]): void {
  const rows = element("usage-rows", HTMLElement);
  const noteBox = element("usage-note", HTMLElement);
  element("usage", HTMLElement).ariaBusy = String(busy);
  showText(element("usage-owner", HTMLElement), owner ?? "");
  fill(noteBox, note, () => (noteBox.textContent = note && say(note)));
  if (content) fill(rows, content, () => rows.replaceChildren(usageContent(content)));
}

function showText(cell: HTMLElement, content: string | Message | null): void {
  const text = content && printable(typeof content === "object" ? say(content) : content);
  fill(cell, text, () => {
    cell.replaceChildren(make("bdi", {}, text ?? "–"));
    cell.title = text ?? "";
  });
}

/** What each part of the page shows. */
const shown = new Map<HTMLElement, string>();

function fill(part: HTMLElement, content: unknown, show: () => unknown): void {
  const now = JSON.stringify(content);
  if (shown.get(part) === now) return;
  shown.set(part, now);
  show();
}

/** The one that lost the focus by being disabled; it has it back afterwards, unless the user has gone on. */
let unfocused: HTMLButtonElement | null = null;

function enable(button: HTMLButtonElement, enabled: boolean): void {
  if (!enabled && document.activeElement === button) unfocused = button;
  button.disabled = !enabled;
  if (!enabled || unfocused !== button) return;
  unfocused = null;
  if (document.activeElement === document.body || document.activeElement === null) button.focus();
}
