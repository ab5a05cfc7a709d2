import { defineBackground } from "wxt/utils/define-background";
import { openWelcomeOnInstall } from "../src/browser/pages.ts";

// It listens to no message: pages do their own work, so there is nothing here that another could call.
export default defineBackground(openWelcomeOnInstall);
