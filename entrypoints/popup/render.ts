/** The view on the page. Rendering the same again changes nothing: nothing is read out twice, no focus is lost. */
import { element, make, showStatus, type Actions } from "../../src/extension/ui/dom.ts";
import { say, textOf, type Message } from "../../src/extension/ui/words.ts";
import { showChoice } from "../../src/extension/ui/choice.ts";
import type { Details, MainButton, View } from "./view.ts";
import { windowItems } from "./windows.ts";

const statusBox = element("status", HTMLElement);
const pauseButton = element("pause", HTMLButtonElement);
const exportButton = element("export", HTMLButtonElement);
const actionButton = element("action", HTMLButtonElement);
const formatSelect = element("format", HTMLSelectElement);
const organizationSelect = element("organization", HTMLSelectElement);

export function render(view: View, actions: Actions): void {
  document.body.classList.toggle("gate", view.family === "gate");
  pauseButton.hidden = view.pause === null;
  pauseButton.classList.toggle("call", view.rests);
  fill(pauseButton, view.pause, () => (pauseButton.textContent = view.pause && say(view.pause)));
  element("options", HTMLElement).hidden = !view.hasOptions;
  showUsage(view);
  fill(statusBox, [view.status, view.statusOf], () => {
    showStatus(statusBox, view.status, actions);
    // Not by a ResizeObserver: what it changes itself it reports as an error of the page.
    requestAnimationFrame(keepHeight);
  });
  showMain(view.main, view, actions);
  element("copying", HTMLElement).hidden = !view.canCopy;
  // Only a change: what the user has just chosen is still on its way to the storage.
  fill(formatSelect, view.format, () => (formatSelect.value = view.format));
  showDetails(view.details);
}

function showUsage({ family, usage }: View): void {
  const { plan, owner, choice, asOf, isOld, large, slim, empty, busy } = usage;
  const section = element("usage", HTMLElement);
  const note = element("usage-note", HTMLElement);
  const rows = element("usage-rows", HTMLElement);
  section.hidden = family === "gate";
  section.ariaBusy = String(busy);
  section.classList.toggle("stale", isOld);
  showText(element("usage-plan", HTMLElement), plan);
  showText(element("usage-owner", HTMLElement), owner);
  element("usage-choice", HTMLElement).hidden = choice === null;
  if (choice) fill(organizationSelect, choice, () => showChoice(organizationSelect, choice));
  showText(note, asOf);
  showText(element("usage-empty", HTMLElement), empty);
  fill(rows, [large, slim], () => rows.replaceChildren(...windowItems(usage)));
  element("usage-empty", HTMLElement).hidden = empty === null;
  rows.hidden = empty !== null;
}

function showMain(main: MainButton | null, { status }: View, actions: Actions): void {
  const [shown, other] =
    main?.does === "export" ? [exportButton, actionButton] : [actionButton, exportButton];
  other.hidden = true;
  shown.hidden = main === null;
  element("due", HTMLElement).hidden = main === null;
  if (!main) return;
  shown.classList.toggle("primary", main.isDue);
  // Never `disabled`: the focus stays where the finger is.
  shown.ariaDisabled = main.isBusy ? "true" : null;
  if (main.does === "export") return;
  const does = main.does;
  fill(shown, main.words, () => (shown.textContent = say(main.words)));
  shown.onclick = () => actions[does](status, shown);
}

function showDetails(details: Details | null): void {
  element("details", HTMLElement).hidden = details === null;
  if (!details) return;
  for (const row of ["key", "expires", "target", "openclaw", "sync", "more"] as const) {
    const cell = element(row, HTMLElement);
    const content = details[row === "openclaw" ? "openClaw" : row];
    showText(cell, content);
    cell.closest("div")!.hidden = content === null;
  }
}

function showText(cell: HTMLElement, content: string | Message | null): void {
  const text = content && textOf(content);
  fill(cell, text, () => {
    cell.replaceChildren(...(text ? [make("bdi", {}, text)] : []));
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

/** While it is open the popup may grow, never shrink: what is about to be clicked stays where it is. */
function keepHeight(): void {
  if (!document.body.classList.contains("gate"))
    statusBox.style.minBlockSize = getComputedStyle(statusBox).blockSize;
}
