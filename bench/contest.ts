/**
 * Contestants that take their turns round by round, so that whatever else the machine does meanwhile is shared by all.
 * Ratios to the floor travel between machines; milliseconds don't.
 */

export interface Contest {
  title: string;
  rounds: number;
  /** Rounds before the ones that count. */
  warmUp?: number;
  /** By name, the floor first. Each resolves to the milliseconds that it took. */
  contestants: Record<string, () => number | Promise<number>>;
}

export interface Row {
  name: string;
  medianMs: number;
  /** The middle half of the values lies within this. */
  spreadMs: number;
  /** To the median of the floor. */
  ratio: number;
  /** Odd and even rounds, taken for themselves, come to ratios that differ by no more than a tenth. */
  isSteady: boolean;
}

export interface Result {
  title: string;
  rounds: number;
  rows: Row[];
}

export async function compete({ title, rounds, warmUp = 1, contestants }: Contest): Promise<Result> {
  const entries = Object.entries(contestants).map(([name, run]) => ({ name, run, times: [] as number[] }));
  for (let round = -warmUp; round < rounds; round++) {
    // Each goes first in its turn: whoever does pays for what the round before left behind.
    const first = Math.abs(round) % entries.length;
    for (const { run, times } of [...entries.slice(first), ...entries.slice(0, first)]) {
      const time = await run();
      if (round >= 0) times.push(time);
    }
  }
  return resultOf(title, Object.fromEntries(entries.map(({ name, times }) => [name, times])));
}

/** @param timesMs by name, round by round, the floor first */
export function resultOf(title: string, timesMs: Record<string, number[]>): Result {
  const [floor = []] = Object.values(timesMs);
  const rows = Object.entries(timesMs).map(([name, times]): Row => {
    const [odd, even] = [1, 0].map((rest) => ratioOf(halfOf(times, rest), halfOf(floor, rest)));
    return {
      name,
      medianMs: median(times),
      spreadMs: quantile(times, 0.75) - quantile(times, 0.25),
      ratio: ratioOf(times, floor),
      isSteady: Math.abs(odd! - even!) <= 0.1 * Math.min(odd!, even!),
    };
  });
  return { title, rounds: floor.length, rows };
}

const halfOf = (times: readonly number[], rest: number): number[] =>
  times.filter((_, round) => round % 2 === rest);

const ratioOf = (times: readonly number[], floor: readonly number[]): number => median(times) / median(floor);

/** For times, which have a long tail to one side. */
const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Between the two that are nearest. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}

/** Of one run, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
