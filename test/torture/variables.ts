/** How long a run of the proofs takes: an environment variable for each count, short by default. */
export function count(name: `CLAWKEY_${string}`, short: number): number {
  const value = process.env[name];
  if (value === undefined || value === "") return short;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${name} is no count: ${value}`);
  return number;
}

/** For proofs that take as long as their count: this only ends a run that no longer moves. */
export const NO_HURRY = 3_600_000;
