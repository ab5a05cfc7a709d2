/** The door of the worker, to which a browser lets nothing be loaded late: what talks to a gateway is there already. */
import { gateway } from "./export/gateway.ts";
import type { Ports } from "./export/ports.ts";
import { ports } from "./real-ports.ts";
import { sendNumbers } from "./sync/numbers.ts";
import { sync } from "./sync/sync.ts";
import { watchNumbers } from "./usage/watch-numbers.ts";

const here: Ports = {
  ...ports,
  destination: (place) => (place.kind === "gateway" ? gateway(place) : ports.destination(place)),
};

/** Something woke the worker. */
export async function syncWhenDue(): Promise<void> {
  await sync(here, { retryNow: false });
  await sendNumbers(here, "wake");
}

/** The same, for the plan's numbers. */
export const numbersWhenDue = (): Promise<void> => watchNumbers(here);
