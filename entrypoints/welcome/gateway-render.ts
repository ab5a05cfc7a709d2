/** The view of the gateway's step on the page. */
import { COMMANDS } from "../../src/core/messages/failures.ts";
import { element, make, setText, withElement } from "../../src/extension/ui/dom.ts";
import { message, say } from "../../src/extension/ui/words.ts";
import type { GatewayView } from "./gateway-view.ts";

export function renderGateway(view: GatewayView): void {
  const { paired, button, isBusy, due } = view;
  element("pairing", HTMLElement).hidden = paired !== null;
  element("paired", HTMLElement).hidden = paired === null;
  for (const id of ["keeping", "paired-key"]) element(id, HTMLElement).hidden = !view.takesKey;
  element("gateway-back", HTMLElement).dataset["back"] = view.takesKey ? "target" : "consent";
  showLine(view);
  showPaired(view);
  const exportButton = element("export-gateway", HTMLButtonElement);
  exportButton.hidden = paired === null;
  exportButton.textContent = say(message(button === "move" ? "gateway.move" : `action.${button}`));
  exportButton.classList.toggle("primary", due === "export");
  exportButton.ariaDisabled = String(isBusy);
}

function showLine({ line, due }: GatewayView): void {
  const copyButton = element("copy-line", HTMLButtonElement);
  const code = element("line", HTMLElement);
  code.hidden = line === null;
  code.textContent = line;
  for (const id of ["line-note", "terminal"]) element(id, HTMLElement).hidden = line === null;
  copyButton.classList.toggle("primary", due === "copy" || due === "renew");
  // What it says of a copy stays for its two seconds, whatever is seen at the address meanwhile.
  const does = line === null ? "renew" : "copy";
  if (copyButton.dataset["does"] === does) return;
  copyButton.dataset["does"] = does;
  copyButton.textContent = say(message(line === null ? "gateway.new_code" : "action.copy_command"));
}

function showPaired({ paired, old }: GatewayView): void {
  if (!paired) return;
  setText("digits", paired.digits);
  const command = make("code", { dir: "ltr" }, COMMANDS.forget_browsers);
  element("digits-note", HTMLElement).replaceChildren(
    ...withElement("gateway.digits_note", "command", command),
  );
  setText("paired-openclaw", paired.openclaw);
  setText("paired-host", paired.host);
  setText("paired-address", paired.path);
  setText("paired-keeps", say(message(paired.keep ? "gateway.keeps" : "gateway.keeps_in_memory")));
  const paths = old.flatMap((path) => [" ", make("code", { dir: "ltr" }, path)]);
  const moves = element("moves", HTMLElement);
  moves.hidden = old.length === 0;
  moves.replaceChildren(...withElement("gateway.moves", "paths", make("span", {}, ...paths.slice(1))));
}
