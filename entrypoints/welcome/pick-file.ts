/** The step in which the user picks OpenClaw's file in the browser's own dialog. */
import { failure } from "../../src/core/messages/failures.ts";
import { askToWrite, canPick, pickFile } from "../../src/extension/browser/picked-file.ts";
import type { ConfirmedFile } from "../../src/extension/browser/records.ts";
import type { RemovedKeys } from "../../src/extension/export/withdraw.ts";
import { removeFrom } from "../../src/extension/extension.ts";
import { inspectPicked } from "../../src/extension/export/picked.ts";
import { clearPicked, keepPicked } from "../../src/extension/picked.ts";
import { make } from "../../src/extension/ui/dom.ts";
import { notice, statusOf, type Status } from "../../src/extension/ui/status.ts";
import { message, say, type MessageKey } from "../../src/extension/ui/words.ts";

interface Page {
  tell: (status: Status) => void;
  use: (file: ConfirmedFile) => Promise<void>;
}

/** Fills the box with where the file is, and with the button that opens the dialog. */
export function showPicking(box: HTMLElement, page: Page): void {
  // Told beforehand, so that Firefox's build has no editor in it that it could not use.
  if (import.meta.env.BROWSER !== "firefox" && canPick()) offerDialog(box, page);
  else box.replaceChildren(make("p", {}, say(message("picked.not_here"))));
}

function offerDialog(box: HTMLElement, page: Page): void {
  const text = (key: MessageKey) => say(message(key));
  const places = ["picked.where_linux", "picked.where_mac", "picked.where_windows"] as const;
  const button = make("button", { type: "button", id: "pick", className: "primary" }, text("picked.pick"));
  button.onclick = () => pick(page);
  box.replaceChildren(
    make("h2", {}, text("picked.pick")),
    make("p", {}, text("picked.where")),
    make("ul", {}, ...places.map((key) => make("li", {}, text(key)))),
    make("p", { className: "quiet" }, text("picked.unseen")),
    make("div", { className: "row" }, button),
  );
}

/** Takes the key out of a file that was the chosen one before, however it is reached. */
export const removeFromOld = (old: ConfirmedFile): Promise<RemovedKeys> =>
  import.meta.env.BROWSER !== "firefox" && old.isPicked ? clearPicked(old) : removeFrom(old);

async function pick({ tell, use }: Page): Promise<void> {
  const handle = await pickFile();
  if (!handle) return tell(notice("picked.none"));
  const inspected = await inspectPicked(handle);
  if (!inspected.ok) return tell(statusOf(inspected));
  // Later, the browser asks for what was given once with one question; else with two.
  if (await askToWrite(handle)) await use(await keepPicked(handle, inspected.kind));
  else tell(statusOf(failure("picked_not_allowed", { path: handle.name })));
}
