/** What a command ends with, and how it is told: as text, or as one JSON object. */
import type { Failure } from "../../core/messages/failures.ts";
import { printable, printableJson, whereThrown } from "../../core/messages/text.ts";
import { failureText } from "../../openclaw/words/failure-text.ts";
import { phrase, type Phrase } from "../words.ts";

export interface Outcome {
  /** 0 done or nothing to do, 1 refused or failed, 2 wrong usage. */
  exit: 0 | 1 | 2;
  lines: string[];
  json: { ok: boolean } & Record<string, unknown>;
}

export const done = (lines: string[], json: object): Outcome => ({
  exit: 0,
  lines,
  json: { ...json, ok: true },
});

export function failed(reply: Failure): Outcome {
  const message = failureText(reply);
  return { exit: 1, lines: [message], json: { ...reply, message } };
}

/** What only this command line can say. @param more lines of text below it */
export function refused(
  name: Phrase,
  exit: 1 | 2,
  values: { name?: string } = {},
  more: string[] = [],
): Outcome {
  const message = phrase(name, values);
  return { exit, lines: [message, ...more], json: { ok: false, code: name, message } };
}

/** How a command speaks. */
export interface Terminal {
  print: (text: string) => void;
  /** Beside the outcome: what is under way, and what went wrong. */
  printError: (text: string) => void;
}

/** Runs a command to its end. @returns the exit code */
export async function conclude(
  command: () => Promise<Outcome>,
  { print, printError }: Terminal,
  asJson: boolean,
): Promise<number> {
  const { exit, lines, json } = await command().catch(bug);
  if (asJson) print(printableJson(json));
  else (exit === 0 ? print : printError)(lines.map((line) => printable(line)).join("\n"));
  return exit;
}

/** A bug of ours: its own words could hold anything. */
function bug(error: unknown): Outcome {
  const outcome = refused("internal_error", 1);
  return { ...outcome, lines: [...outcome.lines, ...whereThrown(error)] };
}
