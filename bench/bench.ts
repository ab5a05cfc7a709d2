/**
 * What Clawkey costs, each figure beside a floor and where there is one an alternative, measured in the same run.
 * Ratios travel between machines; milliseconds don't.
 */
import { benchAutoSync } from "./auto-sync.ts";
import { benchCompanion } from "./companion.ts";
import { benchConfigEdit } from "./config-edit.ts";
import { benchPopup } from "./popup.ts";
import { reportSizes } from "./sizes.ts";
import { benchVerify } from "./verify.ts";

await benchPopup();
await benchAutoSync();
await benchCompanion();
await benchVerify();
benchConfigEdit();
await reportSizes();
