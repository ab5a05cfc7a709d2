import * as z from "zod/mini";
import { BROWSERS } from "../helpers/world/browser-driver.ts";

/** In which browser the scenarios run: each is a project of vitest's. Demo and benches run in Chromium. */
export const BROWSER = z.enum(BROWSERS).parse(process.env["CLAWKEY_BROWSER"] ?? "chromium");
