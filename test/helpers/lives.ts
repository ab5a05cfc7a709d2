/** Runs that can be stopped at everything they wait for, as a browser stops a worker, or a user closes a popup. */

export interface Stop {
  /** Counted from 1, or each of this name. */
  call: number | string;
  /** Before the call does anything, or after it has done it and before the run hears of it. */
  when: "before" | "after";
}

/** One run. */
export interface Life {
  /** Everything that a run waits for goes through here. Once it is over, nothing does anything any more. */
  call<T>(name: string, act: () => T | Promise<T>): Promise<T>;
  /** One holder of each name at a time, in the order of asking; a run that is stopped lets go. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export interface Lives {
  live<T>(work: (life: Life) => Promise<T>): Promise<T | "stopped">;
  /** From now on, and counted from now on. */
  stopAt(...stops: Stop[]): void;
  /** The names of all calls since then. */
  calls: string[];
  /** Is told of each call before it does anything. */
  onCall: ((name: string) => void) | null;
}

/** What a stopped run waits for. */
const never = new Promise<never>(() => {});

/** @param tick called at each call */
export function fakeLives(tick: () => void): Lives {
  let stops: readonly Stop[] = [];
  const locks = new Map<string, Promise<unknown>>();

  const lives: Lives = {
    calls: [],
    onCall: null,
    stopAt(...wanted) {
      stops = wanted;
      lives.calls = [];
    },
    async live(work) {
      let isOver = false;
      const { promise: stopped, resolve: stopIt } = Promise.withResolvers<"stopped">();

      async function call<T>(name: string, act: () => T | Promise<T>): Promise<T> {
        if (isOver) return never;
        const number = lives.calls.push(name);
        const endsHere = (when: Stop["when"]) =>
          stops.some((stop) => stop.when === when && (stop.call === number || stop.call === name));
        tick();
        lives.onCall?.(name);
        if (endsHere("before")) return end();
        const result = await act();
        return isOver || endsHere("after") ? end() : result;
      }

      function end(): Promise<never> {
        isOver = true;
        stopIt("stopped");
        return never;
      }

      async function exclusively<T>(name: string, wanted: () => Promise<T>): Promise<T> {
        const before = locks.get(name);
        const { promise: done, resolve: letGo } = Promise.withResolvers<void>();
        void stopped.then(() => letGo());
        locks.set(
          name,
          Promise.resolve(before).then(() => done),
        );
        await before;
        try {
          await call(`lock ${name}`, () => {});
          return await wanted();
        } finally {
          letGo();
        }
      }

      return Promise.race([work({ call, exclusively }), stopped]);
    },
  };
  return lives;
}
