import { defineBackground } from "wxt/utils/define-background";
import { coalesce, guarded, onWake, wakeIfNoneIsSet } from "../src/extension/browser/events.ts";
import { followOwnFolder } from "../src/extension/browser/own-folder.ts";
import { openWelcomeOnInstall } from "../src/extension/browser/tabs.ts";
import { LIMITS } from "../src/extension/sync/limits.ts";
import { numbersWhenDue, syncWhenDue } from "../src/extension/worker.ts";

// It listens to no message: pages do their own work, so there is nothing here that another could call.
export default defineBackground({
  // A module shares its chunks with the pages: what both need is shipped, and compiled, once.
  type: "module",
  main() {
    openWelcomeOnInstall();
    const wake = coalesce(async () => {
      await syncWhenDue();
      await numbersWhenDue();
    }, LIMITS.coalesceMs);
    const wakeGuarded = () => guarded(LIMITS.guardMs, wake);
    onWake(wakeGuarded);
    void wakeIfNoneIsSet(wakeGuarded);
    followOwnFolder();
  },
});
