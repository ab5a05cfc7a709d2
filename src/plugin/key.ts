/**
 * The key in the gateway: in the memory of its process and, where the user wants that, in a file of the plugin's own.
 * Files below the plugin's folder are written in Nix mode too, and where OpenClaw may not write its config: they are
 * state, as OpenClaw's own, which it goes on writing then.
 */
import type { SessionKey } from "../core/claude/session-key.ts";
import type { KeyMark } from "../core/messages/messages.ts";
import { failure, type Result } from "../core/messages/failures.ts";
import type { PutAnswer, RemoveAnswer, StatusAnswer } from "../core/pairing/answers.ts";
import { backupsWithKey, serviceCopiesWithKey } from "../openclaw/files/backups.ts";
import { fingerprintOf } from "../openclaw/files/key-files.ts";
import { clearMemory, inMemory, putInMemory, usersValue, type InMemory } from "./environment.ts";
import { dropKeptKey, keepKey, readKeptKey } from "./kept-key.ts";
import { releaseMarker, setMarker } from "./marker.ts";
import { dropReadHere } from "./plan/numbers.ts";
import type { Paths, Place } from "./paths.ts";
import { oneAtATime } from "./process-state.ts";

export interface Wish extends InMemory {
  keep: boolean;
  /** The user wants this one although the environment sets another. */
  replace?: "environment" | undefined;
}

/** Fails with `environment_taken`, and as a write of the file does: nothing has changed then. */
export const putKey = (place: Place, wish: Wish): Promise<Result<PutAnswer>> =>
  oneAtATime(async () => {
    const { paths, environment } = place;
    const users = usersValue(environment, paths);
    const isSame = users?.trim() === wish.key.reveal();
    if (users !== null && !isSame && wish.replace !== "environment") return failure("environment_taken");

    const [memory, kept] = [inMemory(environment), await readKeptKey(paths.state)];
    const stored = wish.keep ? await keepKey(paths.state, wish) : await forgetKept(paths.state);
    if (!stored.ok) return stored;
    if (!isHolding(memory ?? kept, wish.key)) await dropReadHere(paths.state);
    // What is the user's stays the user's: the next key must not come in unasked through this one.
    if (!isSame) putInMemory(environment, wish);
    const marked = wish.keep ? await setMarker(place) : await releaseMarker(place);
    const { path, durable } = stored;
    return {
      ok: true,
      changed: (!isSame && !isHolding(memory, wish.key)) || isHolding(kept, wish.key) !== wish.keep,
      path,
      ...(durable === false ? { durable } : {}),
      ...(wish.keep && !marked.ok ? { commandLine: marked } : {}),
    };
  });

async function forgetKept(state: string): Promise<Result<{ path: null; durable?: false }>> {
  const dropped = await dropKeptKey(state);
  return dropped.ok ? { ok: true, path: null } : dropped;
}

const isHolding = (held: InMemory | null, key: SessionKey): boolean => held?.key.equals(key) ?? false;

/** @param only the one key that may go; null for whichever Clawkey put there */
export const removeKey = (place: Place, only: KeyMark | null): Promise<Result<RemoveAnswer>> =>
  oneAtATime(async () => {
    const { paths, environment } = place;
    const held = [inMemory(environment), await readKeptKey(paths.state)].filter((one) => one !== null);
    const others = only
      ? (await Promise.all(held.map(({ key }) => key.fingerprint(only.salt)))).filter(
          (one) => one !== only.fingerprint,
        )
      : [];
    const copies = await copiesOf(paths);
    if (others.length > 0) return { ok: true, changed: false, kept: true, copies };
    const dropped = await dropKeptKey(paths.state);
    if (!dropped.ok) return dropped;
    clearMemory(environment, paths);
    await dropReadHere(paths.state);
    const marked = await releaseMarker(place);
    return { ok: true, changed: held.length > 0, copies, ...(marked.ok ? {} : { marker: marked }) };
  });

/** A key that was kept goes into memory, unless the user has set one. */
export const useKeptKey = ({ paths, environment }: Place): Promise<void> =>
  oneAtATime(async () => {
    // Asked in any case: now the files are as they were when OpenClaw read them.
    const users = usersValue(environment, paths);
    const kept = await readKeptKey(paths.state);
    if (kept && users === null) putInMemory(environment, kept);
  });

/** What the gateway holds, and what it uses instead. @param by who asks */
export async function keyStatus(
  { paths, environment }: Place,
  { salt, by }: { salt: string; by: string },
): Promise<Pick<StatusAnswer, "key" | "environment">> {
  const kept = await readKeptKey(paths.state);
  const held = inMemory(environment) ?? kept;
  const users = usersValue(environment, paths);
  return {
    key: held && {
      fingerprint: await held.key.fingerprint(salt),
      isYours: held.by === by,
      isKept: isHolding(kept, held.key),
    },
    environment: users === null ? null : { fingerprint: await fingerprintOf(users, salt) },
  };
}

/** OpenClaw's own. As many as an answer has room for: it is the first that the user looks for. */
async function copiesOf(paths: Paths): Promise<string[]> {
  const found = [...(await serviceCopiesWithKey(paths)), ...(await backupsWithKey(paths))];
  return found.filter((_, at) => found.slice(0, at + 1).join("").length < ROOM_FOR_COPIES);
}

const ROOM_FOR_COPIES = 8_000;
