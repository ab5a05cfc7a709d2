/** What all steps of the welcome page share: heading, status, and the button back. */
import { element, setText, showStatus, type Actions } from "../../src/extension/ui/dom.ts";
import type { Status } from "../../src/extension/ui/status.ts";
import { message, say, type MessageKey } from "../../src/extension/ui/words.ts";
import { showProgress } from "./progress.ts";

/** Handed to a step. Once another one is shown, it has nothing to say any more. */
export interface Stage {
  isShown: () => boolean;
  head: (title: MessageKey, lead: MessageKey | null) => void;
  /** Null where there is nothing to say. The same again changes nothing, and is not read out again. */
  tell: (status: Status | null, actions: Actions) => void;
}

const title = element("title", HTMLElement);
const statusBox = element("status", HTMLElement);
let shown: Stage | null = null;

/**
 * Shows the part of the page with this id, and nothing in it yet.
 * @param place 1 to 4
 */
export function enterStage(part: string, place: number): Stage {
  let told: string | null = null;
  const isFirst = shown === null;
  const stage: Stage = {
    isShown: () => shown === stage,
    head(heading, lead) {
      if (!stage.isShown()) return;
      setText("title", say(message(heading)));
      setText("lead", lead === null ? "" : say(message(lead)));
    },
    tell(status, actions) {
      const now = JSON.stringify(status);
      if (!stage.isShown() || now === told) return;
      told = now;
      if (status) showStatus(statusBox, status, actions);
      else statusBox.replaceChildren();
    },
  };
  shown = stage;
  statusBox.replaceChildren();
  showProgress(place);
  for (const section of document.querySelectorAll<HTMLElement>(".step"))
    section.hidden = section.id !== `step-${part}`;
  // Whoever has just come finds the top by himself; for whoever comes from another step this is it.
  if (!isFirst || isLedHere()) title.focus();
  return stage;
}

/** By a step that had to load the page anew. */
const isLedHere = (): boolean =>
  performance.getEntriesByType("navigation").some((entry) => "type" in entry && entry.type === "reload");
