import { defineBackground } from "wxt/utils/define-background";
import { guarded, wakeIfNoneIsSet } from "../src/extension/browser/events.ts";
import { openWelcomeOnInstall } from "../src/extension/browser/tabs.ts";
import { onWake } from "../src/extension/browser/wakes.ts";
import { gather } from "../src/extension/browser/gather.ts";
import { LIMITS } from "../src/extension/sync/limits.ts";
import { sync } from "../src/extension/sync/sync.ts";
import { syncContext } from "../src/extension/extension.ts";

// It listens to no message: pages do their own work, so there is nothing here that another could call.
export default defineBackground(() => {
  openWelcomeOnInstall();
  const wake = gather(() => sync(syncContext, { watched: false }), LIMITS.gatherMs);
  const wakeGuarded = () => guarded(LIMITS.guardMs, wake);
  onWake(wakeGuarded);
  void wakeIfNoneIsSet(wakeGuarded);
});
