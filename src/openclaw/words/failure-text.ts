/** What a failure says in a terminal. It is worded once, in the catalogue that the extension's pages use too. */
import { commandFor, type Failure } from "../../core/messages/failures.ts";
import type { Foreign, ReceivedSource } from "../../core/messages/messages.ts";
import { foreignWords, NAME_LENGTH } from "../../core/messages/text.ts";
import { inOneLine, put, words } from "./words.ts";

export const sourceName = (source: ReceivedSource): string => words().source[source];

export const placeName = (source: ReceivedSource, path: string | null): string =>
  path === null ? sourceName(source) : put(words().source.at, { name: sourceName(source), path });

export const heldName = (holds: Foreign = "text"): string => words().holds[holds];

/** What is wrong and what to do next, in one line. */
export function failureText({ code, detail }: Failure): string {
  const { title, next } = words().failure[code];
  // A popup has room for a file's name; a terminal shows all of its path.
  const source = detail?.source && sourceName(detail.source);
  const name = detail?.name && foreignWords(detail.name, NAME_LENGTH);
  const holds = heldName(detail?.holds);
  const values = { ...detail, file: detail?.path, source, name, holds };
  const wrong = put(words().sentences.one, { fact: put(title, values) });
  const text = inOneLine([wrong, put(next, values)]);
  const command = commandFor(code);
  return command === undefined ? text : `${text} ${command}`;
}
