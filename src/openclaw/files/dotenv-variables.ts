import { readFileSync, statSync } from "node:fs";
import { parse } from "dotenv";
import { MAX_DOTENV_BYTES } from "./chosen-file.ts";

/** All variables in a `.env` file, as OpenClaw reads it: none in one that is missing, too large or no plain file. */
export function variablesIn(file: string): Record<string, string> {
  try {
    const found = statSync(file);
    return found.isFile() && found.size <= MAX_DOTENV_BYTES ? parse(readFileSync(file, "utf8")) : {};
  } catch {
    return {};
  }
}
