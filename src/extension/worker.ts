/** The door of the worker, to which a browser lets nothing be loaded late: what talks to a gateway is there already. */
import { gateway } from "./export/gateway.ts";
import type { Ports } from "./export/ports.ts";
import { ports } from "./real-ports.ts";
import { sync } from "./sync/sync.ts";
import { watchNumbers } from "./usage/watch-numbers.ts";

const here: Ports = {
  ...ports,
  destination: (place) => (place.kind === "gateway" ? gateway(place) : ports.destination(place)),
};

/** Something woke the worker. */
export const syncWhenDue = (): Promise<void> => sync(here, { retryNow: false });

/** The same, for the plan's numbers. */
export const numbersWhenDue = (): Promise<void> => watchNumbers(here, null);
