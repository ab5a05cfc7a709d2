/** The door of the pages that pair a gateway, show one, or let it go. */
import { failure, type Result } from "../core/messages/failures.ts";
import type { StatusAnswer } from "../core/pairing/answers.ts";
import type { Look } from "./browser/gateway-request.ts";
import { isPicked, NO_NUMBERS, type PairedGateway, type Saved } from "./browser/records.ts";
import { secrets } from "./browser/secrets.ts";
import { load, saltOf, save, update } from "./browser/storage.ts";
import { statusOf } from "./export/gateway.ts";
import type { Replaced } from "./export/destination.ts";
import type { RemovedKeys } from "./export/withdraw.ts";
import { exportNow } from "./extension.ts";
import { agreeWith, type Agreed } from "./gateway/pairing.ts";
import { ports } from "./real-ports.ts";
import { removeNumbers, takeNumbersOut } from "./sync/numbers.ts";
import { removeFrom } from "./withdrawal.ts";

export type { Look } from "./browser/gateway-request.ts";
export { DEFAULT_ADDRESS, readAddress } from "./gateway/address.ts";
export { CODE_LASTS_MS, newPairing } from "./gateway/pairing.ts";

/**
 * Asks until the gateway has the code, for ten minutes at most; then keeps the secret, and makes the gateway the chosen
 * place.
 * @param address see `readAddress`
 * @param tell what it waits for
 * @param keeps see `keepKey`; asked once it is paired, for auto-sync may hand the key over at once
 * @returns null where the signal said that nobody waits for it any more
 */
export async function pairWith(
  address: string,
  code: string,
  tell: (waits: Look) => void,
  signal: AbortSignal,
  keeps: () => boolean = () => true,
): Promise<Result<PairedGateway> | null> {
  const agreed = await agreeWith(address, code, tell, signal);
  return agreed?.ok ? keepPaired(agreed, keeps()) : agreed;
}

/** The secret first: a gateway that is chosen can be asked. */
async function keepPaired(
  { id, address, digits, secret }: Agreed,
  keep: boolean,
): Promise<Result<PairedGateway>> {
  await secrets.keep(id, secret);
  const paired = { kind: "gateway", id, path: address, digits, host: "", openclaw: "", keep } as const;
  const status = await statusOf(paired, await saltOf(await load()));
  const { host, openclaw } = status.ok ? status : paired;
  const gateway: PairedGateway = { ...paired, host, openclaw };
  const replaced = await ports.exclusively("records", () => choose(gateway));
  // Without consent nothing may be stored.
  if (!replaced) {
    await secrets.forget(id);
    return failure("consent_missing");
  }
  // By the old secret, while it is there.
  await takeNumbersOut(ports);
  const { informed } = await load();
  // One that may still show them is asked again later.
  const done = replaced.filter((old) => informed.every(({ id: at }) => at !== old));
  await Promise.all(done.map((old) => secrets.forget(old)));
  return { ok: true, ...gateway };
}

/**
 * Of two pairings with one address the newer takes the place of the older: what that has put there it may take out.
 * @returns the ids of those that nobody needs any more; null where consent has ended
 */
async function choose(gateway: PairedGateway): Promise<string[] | null> {
  const { consent, settings, written } = await load();
  if (!consent) return null;
  const isOlder = (old: { kind: string; path: string }) =>
    old.kind === "gateway" && old.path === gateway.path;
  const others = written.filter((place) => !isOlder(place));
  const isLeft = others.length < written.length;
  await save({
    settings: { ...settings, target: "gateway", gateway },
    written: isLeft ? [...others, gateway] : written,
  });
  const before = [...written.filter(isOlder), ...(settings.gateway ? [settings.gateway] : [])];
  return before.map(({ id }) => id).filter((id) => others.every((place) => place.id !== id));
}

/** What the plugin reports of itself and of the key, at the paired gateway. */
export async function gatewayStatus(): Promise<Result<StatusAnswer>> {
  const records = await load();
  const { gateway } = records.settings;
  return gateway ? statusOf(gateway, await saltOf(records)) : failure("native_permission_missing");
}

/** Whether the gateway keeps the key for its next start, else in memory only. It is told at once if it has the key. */
export async function keepKey(keep: boolean): Promise<Result<Saved> | null> {
  await update("settings", (settings) => ({
    ...settings,
    gateway: settings.gateway && { ...settings.gateway, keep },
  }));
  const { settings, lastExport } = await load();
  return settings.gateway && lastExport?.id === settings.gateway.id ? exportNow() : null;
}

/**
 * Puts the key into the chosen gateway, and then takes it out of every file that the companion reaches.
 * @param replace what may be overwritten
 */
export async function moveToGateway(
  replace?: Replaced,
): Promise<{ saved: Result<Saved>; removed: RemovedKeys[] }> {
  const saved = await exportNow(replace);
  if (!saved.ok) return { saved, removed: [] };
  const { written } = await load();
  const removed: RemovedKeys[] = [];
  for (const place of written)
    if (place.kind !== "gateway" && !isPicked(place)) removed.push(await removeFrom(place));
  return { saved, removed };
}

/**
 * Takes this browser's key out of the gateway, as far as that can be done, and forgets the gateway in any case.
 * @returns null where there was no key to take out
 */
export async function forgetGateway(): Promise<RemovedKeys | null> {
  const { gateway } = (await load()).settings;
  if (!gateway) return null;
  // First of all: a key or numbers that wait for their turn find that it is the chosen one no more.
  await update("settings", (current) => ({
    ...current,
    target: current.target === "gateway" ? null : current.target,
    gateway: null,
  }));
  const { written } = await load();
  const removed = written.some(({ id }) => id === gateway.id) ? await removeFrom(gateway) : null;
  await ports.exclusively("numbers", () => removeNumbers(ports, [gateway]));
  await secrets.forget(gateway.id);
  await ports.exclusively("records", async () => {
    const current = await load();
    if (!current.consent) return;
    await save({
      // Nobody can reach it any more.
      written: current.written.filter(({ id }) => id !== gateway.id),
      informed: current.informed.filter(({ id }) => id !== gateway.id),
      numbers: NO_NUMBERS,
    });
  });
  return removed;
}
