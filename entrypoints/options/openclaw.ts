/** The group about OpenClaw: the way to it, what it reads, and how a copied key looks. */
import type { Result } from "../../src/core/messages/failures.ts";
import type { StatusReply } from "../../src/core/messages/messages.ts";
import type { StatusAnswer } from "../../src/core/pairing/answers.ts";
import {
  chosenPlace,
  CopyFormat,
  type PairedGateway,
  type Records,
} from "../../src/extension/browser/records.ts";
import { update } from "../../src/extension/browser/storage.ts";
import { openPage } from "../../src/extension/browser/tabs.ts";
import { records, verify } from "../../src/extension/extension.ts";
import { element, make, onClick, option, setText, withElement } from "../../src/extension/ui/dom.ts";
import { proofStatus } from "../../src/extension/ui/proof.ts";
import { failureTitle } from "../../src/extension/ui/status.ts";
import { inOneLine, message, say, type MessageKey } from "../../src/extension/ui/words.ts";
import { gatewayReadingOf } from "./gateway-reading.ts";
import { showForgetting } from "./picked-file.ts";
import { readingOf } from "./reading.ts";
import { saveAndTell, tell } from "./tell.ts";

const formatSelect = element("format", HTMLSelectElement);

/** @param look asks the companion again what OpenClaw reads */
export function bindOpenClaw(look: () => Promise<unknown>): void {
  formatSelect.append(...CopyFormat.options.map((format) => option(message(`format.${format}`), format)));
  formatSelect.onchange = () => {
    const format = CopyFormat.parse(formatSelect.value);
    return saveAndTell(() => update("settings", (current) => ({ ...current, format })));
  };
  onClick("change-target", () => openPage("welcome#target"));
  onClick("change-file", async () => {
    const { settings } = await records();
    await openPage(settings.target === "picked" ? "welcome#picked" : "welcome#companion");
  });
  onClick("check", async (button) => {
    if (button.ariaDisabled) return;
    button.ariaDisabled = "true";
    await check();
    button.ariaDisabled = null;
    await look();
  });
}

/** Asks OpenClaw itself, until the page is closed. */
async function check(): Promise<void> {
  tell(proofStatus({ step: null }));
  const result = await verify((step) => tell(proofStatus({ step })), new AbortController().signal);
  if (result) tell(proofStatus(result));
}

/** What the chosen way says of itself and of OpenClaw; null until it has answered, or where it is not asked. */
export interface Answers {
  companion: Result<StatusReply> | null;
  gateway: Result<StatusAnswer> | null;
}

export function showOpenClaw(
  { consent, settings, lastExport }: Records,
  { companion, gateway }: Answers,
): void {
  const { target, format } = settings;
  const isNumbers = consent?.grade === "numbers";
  for (const id of ["copying", "check"]) element(id, HTMLElement).hidden = isNumbers;
  const place = chosenPlace(settings);
  // Nothing but a gateway takes the numbers.
  element("change-target", HTMLElement).hidden = isNumbers && place !== null;
  formatSelect.value = format;
  setText("target", say(message(`options.target_${target ?? "none"}`)));
  const toGateway = isNumbers ? "options.informs" : "options.pairs_with";
  showPath(place?.path ?? null, target === "gateway" ? toGateway : "options.writes_to");
  element("change-file", HTMLElement).hidden = place === null || target === "gateway";
  showForgetting(settings);
  const file = target === "companion" ? settings.file : null;
  const problem = companion?.ok && file ? companion.files[file.kind].problem : null;
  element("file-problem", HTMLElement).hidden = !problem;
  setText("file-problem-text", problem ? say(failureTitle(problem)) : "");
  const paired = target === "gateway" ? settings.gateway : null;
  element("reads", HTMLElement).hidden = target !== "companion" && paired === null;
  if (paired) showUse(paired, gateway, isNumbers);
  if (target === "companion") showReading(companion, lastExport?.fingerprint ?? null, file?.path ?? null);
}

function showPath(path: string | null, key: MessageKey): void {
  const writesTo = element("writes-to", HTMLElement);
  writesTo.hidden = path === null;
  const code = make("code", { id: "file", dir: "ltr" }, path ?? "");
  writesTo.replaceChildren(...withElement(key, "path", code));
}

function showUse(paired: PairedGateway, answer: Answers["gateway"], isNumbers: boolean): void {
  const { what, from, pairing } = gatewayReadingOf(paired, answer, isNumbers);
  setText("reads-what", say(what));
  setText("reads-from", say(from));
  setText("pairing-note", inOneLine(pairing));
}

function showReading(
  companion: Result<StatusReply> | null,
  exported: string | null,
  file: string | null,
): void {
  const { what, from } = readingOf(companion, exported, file);
  setText("reads-what", say(what));
  const version = make("bdi", { id: "companion-version" }, companion?.ok ? companion.version : "");
  element("reads-from", HTMLElement).replaceChildren(
    ...(from ? [say(message("sentences.joined", { before: from, next: "" }))] : []),
    ...(companion?.ok ? withElement("options.companion_version", "version", version) : []),
  );
}
