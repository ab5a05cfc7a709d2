/** The gateway's part, with what it needs of OpenClaw: loaded at the first request, or as the gateway starts. */
import { hostname } from "node:os";
import { version } from "../core/version.ts";
import type { PluginApi } from "./api.ts";
import { openGateway, type Gateway } from "./gateway.ts";
import type { Place } from "./paths.ts";
import { readNumbers } from "./plan/numbers.ts";
import { tell } from "./plan/told.ts";
import { show } from "./show.ts";
import { isSwitchedOff } from "./switched-off.ts";

export interface Served extends Gateway {
  isSwitchedOff(): Promise<boolean>;
}

export const serve = (place: Place, api: PluginApi): Served => ({
  ...openGateway({
    ...place,
    version,
    hostName: hostname(),
    show: (signal) => showHere(place, api, signal),
  }),
  // Loaded by now: an uninstall may have deleted the plugin's files.
  isSwitchedOff: () => isSwitchedOff(place.paths, api.config),
});

/** What this process shows: the gateway's, or that of a command. */
export const showHere = (
  { paths, environment, openclaw }: Place,
  { config }: Pick<PluginApi, "config">,
  signal: AbortSignal,
) => {
  const numbers = async () => {
    const kept = await readNumbers(paths.state);
    return kept && tell(kept, Date.now()).windows;
  };
  return show({ environment, version: openclaw(), config, numbers }, signal);
};
