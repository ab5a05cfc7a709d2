/** The button that forgets a picked file; what stands in it stays. */
import type { Settings } from "../../src/extension/browser/records.ts";
import { forgetPicked } from "../../src/extension/picked.ts";
import { element, onClick } from "../../src/extension/ui/dom.ts";

export function showForgetting({ target, picked }: Settings): void {
  const isThere = target === "picked" && picked !== null;
  element("forget-file", HTMLElement).hidden = !isThere;
  if (isThere)
    onClick("forget-file", async () => {
      await forgetPicked(picked);
      location.reload();
    });
}
