import { defineBackground } from "wxt/utils/define-background";
import { guarded, wakeIfNoneIsSet } from "../src/browser/alarms.ts";
import { openWelcomeOnInstall } from "../src/browser/pages.ts";
import { onWake } from "../src/browser/wakes.ts";
import { gather } from "../src/sync/gather.ts";
import { LIMITS } from "../src/sync/limits.ts";
import { sync } from "../src/sync/sync.ts";
import { syncContext } from "../src/wiring/sync-context.ts";

// It listens to no message: pages do their own work, so there is nothing here that another could call.
export default defineBackground(() => {
  openWelcomeOnInstall();
  const wake = gather(() => sync(syncContext, { watched: false }), LIMITS.gatherMs);
  const wakeGuarded = () => guarded(LIMITS.guardMs, wake);
  onWake(wakeGuarded);
  void wakeIfNoneIsSet(wakeGuarded);
});
