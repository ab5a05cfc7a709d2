/** Before demo and benches: the browser and what goes with it is there, or is installed, or this says how to. */
import { AROUND_A_BROWSER, howToGet, prepare } from "./machine.ts";

const missing = prepare(["chromium", ...AROUND_A_BROWSER]);
if (missing.length > 0) {
  console.error(`Missing: ${missing.join(", ")}. ${howToGet(missing)}`);
  process.exit(1);
}
