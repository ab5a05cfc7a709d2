/** The changed lines with some of their neighbours, as diff(1) writes them, and the key masked. */
export function showChange(before: string, after: string): string {
  const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  let first = 0;
  while (first < old.length && old[first] === now[first]) first++;
  let [last, lastAfter] = [old.length, now.length];
  while (last > first && lastAfter > first && old[last - 1] === now[lastAfter - 1]) {
    last--;
    lastAfter--;
  }
  const lines = [
    ...old.slice(Math.max(0, first - 2), first).map((line) => `  ${line}`),
    ...old.slice(first, last).map((line) => `- ${line}`),
    ...now.slice(first, lastAfter).map((line) => `+ ${line}`),
    ...now.slice(lastAfter, lastAfter + 2).map((line) => `  ${line}`),
  ];
  return lines.join("\n").replace(/(sk-ant-sid\d\d-)[\w-]+/g, "$1••••");
}
