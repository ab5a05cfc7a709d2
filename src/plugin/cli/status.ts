/** `openclaw clawkey status`: what stands in the plugin's files. A running gateway's memory can't be seen from here. */
import { version } from "../../core/version.ts";
import type { PluginApi } from "../api.ts";
import { usersValue } from "../environment.ts";
import { readKeptKey } from "../kept-key.ts";
import { readPairings } from "../pairings.ts";
import { ownFolder, type Place } from "../paths.ts";
import { planLines } from "../plan/chat.ts";
import { clockOf } from "../plan/clock.ts";
import { planState } from "../plan/state.ts";
import { sdk } from "../sdk.ts";
import { done, type Outcome } from "./outcome.ts";
import { browserJson, browserLines } from "./report.ts";
import { phrase } from "../words.ts";

/** @param openclaw its own modules */
export async function status(
  place: Place,
  { config }: Pick<PluginApi, "config">,
  openclaw: typeof sdk = sdk,
): Promise<Outcome> {
  const { paths, environment } = place;
  const { browsers } = await readPairings(paths.state);
  const isKept = (await readKeptKey(paths.state)) !== null;
  const isUsers = usersValue(environment, paths) !== null;
  const folder = ownFolder(paths.state);
  const plan = await planState(place, config, openclaw);
  const lines = [
    phrase("status_version", { version, openclaw: place.openclaw() }),
    phrase("status_folder", { path: folder }),
    ...browserLines(browsers),
    phrase(isKept ? "status_kept" : "status_not_kept"),
    ...(isUsers ? [phrase("status_environment")] : []),
    ...planLines(plan, clockOf(config)),
  ];
  return done(lines, {
    version,
    openclaw: place.openclaw(),
    folder,
    browsers: browsers.map(browserJson),
    isKept,
    isUsers,
    plan: plan.told,
    trouble: plan.trouble,
  });
}
