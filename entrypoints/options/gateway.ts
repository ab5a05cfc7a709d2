/** The rows about a paired gateway: whether it keeps the key, the end of the pairing, and how a key moves there. */
import type { Records } from "../../src/extension/browser/records.ts";
import { openPage } from "../../src/extension/browser/tabs.ts";
import { forgetGateway, keepKey } from "../../src/extension/gateway.ts";
import { element, onClick, setText } from "../../src/extension/ui/dom.ts";
import { removalLines, withLeft } from "../../src/extension/ui/removal.ts";
import { notice, statusOf } from "../../src/extension/ui/status.ts";
import { message, say } from "../../src/extension/ui/words.ts";
import { tell } from "./tell.ts";

const keep = element("keep", HTMLInputElement);

export function bindGateway(): void {
  onClick("pair-again", () => openPage("welcome#pairing"));
  onClick("move", () => openPage("welcome#gateway"));
  onClick("forget-gateway", async () => {
    const removed = await forgetGateway();
    const told = notice("gateway.forgotten", ...(removed ? removalLines(removed) : []));
    tell(withLeft({ ...told, tone: "good", fresh: true }, removed?.left ?? []));
    // The button is gone with what it forgot.
    element("change-target", HTMLElement).focus();
  });
  keep.onchange = async () => {
    const put = await keepKey(keep.checked);
    tell(put && !put.ok ? statusOf(put) : { ...notice("options.saved"), tone: "good", fresh: true });
  };
}

export function showGateway({ consent, settings: { target, gateway } }: Records): void {
  const paired = target === "gateway" ? gateway : null;
  element("pairing", HTMLElement).hidden = paired === null;
  element("keeping", HTMLElement).hidden = paired === null || consent?.grade === "numbers";
  element("moving", HTMLElement).hidden = target !== "companion" && target !== "picked";
  if (!paired) return;
  keep.checked = paired.keep;
  setText("keep-note", say(message(paired.keep ? "gateway.keep_note" : "gateway.memory_note")));
}
