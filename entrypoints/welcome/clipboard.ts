/** The step of the clipboard: a format, a click, and where to paste it. */
import { CopyFormat } from "../../src/extension/browser/records.ts";
import { update } from "../../src/extension/browser/storage.ts";
import { clearCopied, copyKey, records } from "../../src/extension/extension.ts";
import { copiedIsOver } from "../../src/extension/ui/clipboard.ts";
import { actionsWith, element, follow, onClick, option, setText } from "../../src/extension/ui/dom.ts";
import { message, say } from "../../src/extension/ui/words.ts";
import { clipboardView, type ClipboardFacts } from "./clipboard-view.ts";
import { watchSession } from "./session.ts";
import type { Stage } from "./stage.ts";

export async function showClipboard(stage: Stage, leadOn: () => void): Promise<void> {
  const select = element("format", HTMLSelectElement);
  const copyButton = element("copy", HTMLButtonElement);
  const actions = actionsWith(follow);
  let facts: ClipboardFacts = { session: null, copied: null };

  function set(change: Partial<ClipboardFacts>): void {
    facts = { ...facts, ...change };
    const { button, due, status } = clipboardView(facts);
    stage.tell(status, actions);
    copyButton.textContent = say(message(`action.${button}`));
    copyButton.classList.toggle("primary", due === "copy");
    element("next", HTMLElement).classList.toggle("primary", due === "next");
  }

  const format = (): CopyFormat => CopyFormat.parse(select.value);
  const showPlace = () => setText("paste", say(message(`welcome.paste_${format()}`)));

  async function copy(): Promise<void> {
    const copied = { format: format(), result: await copyKey(format()) };
    set({ copied });
    if (!copied.result.ok) return;
    await copiedIsOver();
    if (facts.copied === copied) set({ copied: { ...copied, cleared: await clearCopied() } });
  }

  stage.head("welcome.copy_title", "welcome.copy_lead");
  select.append(...CopyFormat.options.map((one) => option(message(`format.${one}`), one)));
  select.onchange = () => {
    showPlace();
    return update("settings", (current) => ({ ...current, format: format() }));
  };
  onClick("copy", () => (facts.session?.ok === false ? follow("claude.ai") : copy()));
  onClick("next", leadOn);
  select.value = (await records()).settings.format;
  showPlace();
  await watchSession((session) => set({ session }));
}
