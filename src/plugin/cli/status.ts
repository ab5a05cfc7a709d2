/** `openclaw clawkey status`: what stands in the plugin's files. A running gateway's memory can't be seen from here. */
import { version } from "../../core/version.ts";
import { usersValue } from "../environment.ts";
import { readKeptKey } from "../kept-key.ts";
import { readNumbers } from "../numbers.ts";
import { readPairings } from "../pairings.ts";
import { ownFolder, type Place } from "../paths.ts";
import { dateAndTime } from "../../openclaw/words/words.ts";
import { done, type Outcome } from "./outcome.ts";
import { browserJson, browserLines, numbersJson, windowLines } from "./report.ts";
import { phrase } from "./words.ts";

export async function status({ paths, environment, openclaw }: Place): Promise<Outcome> {
  const { browsers } = await readPairings(paths.state);
  const isKept = (await readKeptKey(paths.state)) !== null;
  const numbers = await readNumbers(paths.state);
  const isUsers = usersValue(environment, paths) !== null;
  const folder = ownFolder(paths.state);
  const lines = [
    phrase("status_version", { version, openclaw: openclaw() }),
    phrase("status_folder", { path: folder }),
    ...browserLines(browsers),
    phrase(isKept ? "status_kept" : "status_not_kept"),
    ...(numbers
      ? [phrase("status_numbers", { time: dateAndTime(numbers.readAt) }), ...windowLines(numbers.windows)]
      : []),
    ...(isUsers ? [phrase("status_environment")] : []),
  ];
  return done(lines, {
    version,
    openclaw: openclaw(),
    folder,
    browsers: browsers.map(browserJson),
    isKept,
    isUsers,
    numbers: numbers && numbersJson(numbers),
  });
}
