/** `openclaw clawkey forget`: ends pairings. With the last one goes all that Clawkey keeps. */
import { forgetEverything } from "../forget.ts";
import { failureText } from "../../openclaw/words/failure-text.ts";
import { dropNumbers } from "../plan/numbers.ts";
import { browserDigits, forgetBrowser, readPairings } from "../pairings.ts";
import { ownFolder, type Place } from "../paths.ts";
import { done, failed, refused, type Outcome } from "./outcome.ts";
import { browserLines } from "./report.ts";
import { phrase } from "../words.ts";

/** @param name four digits, or an id; null for all */
export async function forget(place: Place, name: string | null): Promise<Outcome> {
  if (name === null) return forgetAll(place);
  const { browsers } = await readPairings(place.paths.state);
  const named = browsers.filter((browser) => [browser.id, browserDigits(browser)].includes(name));
  const [browser] = named;
  if (!browser) return refused("browser_unknown", 1, { name }, browserLines(browsers));
  if (named.length > 1) return refused("browser_ambiguous", 1, { name });
  // Nobody is left who could take the key out.
  if (browsers.length === 1) return forgetAll(place);
  const reply = await forgetBrowser(place.paths.state, browser.id);
  if (!reply.ok) return failed(reply);
  const dropped = await dropNumbers(place, browser.id);
  if (!dropped.ok) return failed(dropped);
  const digits = browserDigits(browser);
  return done([phrase("forgotten", { digits })], { forgotten: [{ id: browser.id, digits }] });
}

async function forgetAll(place: Place): Promise<Outcome> {
  const { browsers } = await readPairings(place.paths.state);
  const reply = await forgetEverything(place);
  if (!reply.ok) return failed(reply);
  const { copies, marker } = reply;
  const lines = [
    phrase("forgotten_all", { path: ownFolder(place.paths.state) }),
    ...(marker ? [phrase("forgotten_marker", { why: failureText(marker) })] : []),
    ...(copies.length > 0 ? [phrase("forgotten_copies"), ...copies.map((file) => `  ${file}`)] : []),
    phrase("forgotten_next"),
  ];
  const forgotten = browsers.map(({ id }) => ({ id, digits: browserDigits({ id }) }));
  return done(lines, { ...reply, forgotten });
}
