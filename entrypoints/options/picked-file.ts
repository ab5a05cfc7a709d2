/** The button that forgets a picked file; what stands in it stays. */
import type { Settings } from "../../src/extension/browser/records.ts";
import { forgetPicked } from "../../src/extension/picked.ts";
import { element, onClick } from "../../src/extension/ui/dom.ts";
import { saveAndTell } from "./tell.ts";

export function showForgetting({ target, picked }: Settings): void {
  const isThere = target === "picked" && picked !== null;
  element("forget-file", HTMLElement).hidden = !isThere;
  if (isThere)
    onClick("forget-file", async () => {
      await saveAndTell(() => forgetPicked(picked));
      // The button is gone with what it forgot.
      element("change-target", HTMLElement).focus();
    });
}
