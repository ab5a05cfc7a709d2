/**
 * Loaded into a process before its program: gives the temp file a name that is known beforehand, so that a
 * fault of the system's can be aimed at it.
 */
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** Larger than any process's. */
const PID = 1_000_000_000;
const UUID = "00000000-0000-4000-8000-000000000000";

export const FIXED_TEMP_NAME = `.clawkey.${PID}.${UUID}.tmp`;

if (process.execArgv.includes(import.meta.filename)) {
  crypto.randomUUID = () => UUID;
  Object.defineProperty(process, "pid", { value: PID });
  syncBuiltinESMExports();
}
