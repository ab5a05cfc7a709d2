/** What a failure says in a terminal. It is worded once, in the catalogue that the extension's pages use too. */
import { commandFor, type Failure } from "../core/messages/failures.ts";
import type { Foreign, ReceivedSource } from "../core/messages/messages.ts";
import { fill, foreignWords, NAME_LENGTH } from "../core/messages/text.ts";
import shared from "../../locales/en.json" with { type: "json" };

export const sourceName = (source: ReceivedSource): string => shared.source[source];

export const placeName = (source: ReceivedSource, path: string | null): string =>
  path === null ? sourceName(source) : fill(shared.source.at, { name: sourceName(source), path });

export const heldName = (holds: Foreign = "text"): string => shared.holds[holds];

/** What is wrong and what to do next, in one line. */
export function failureText({ code, detail }: Failure): string {
  const words = shared.failure[code];
  // A popup has room for a file's name; a terminal shows all of its path.
  const source = detail?.source && sourceName(detail.source);
  const name = detail?.name && foreignWords(detail.name, NAME_LENGTH);
  const holds = heldName(detail?.holds);
  const values = { ...detail, file: detail?.path, source, name, holds };
  const text = `${fill(words.title, values)}. ${fill(words.next, values)}`;
  const command = commandFor(code);
  return command === undefined ? text : `${text} ${command}`;
}
