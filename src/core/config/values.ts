/** What json5 and dotenv parse a file to: plain values, and what stands at the end of a list of names in them. */

export type Json = { [key: string]: unknown };

/** What stands at the end of the names; `undefined` where one of them leads nowhere. */
export function valueAt(value: unknown, names: readonly string[]): unknown {
  return names.reduce((inside, name) => {
    const object = asObject(inside);
    return Object.hasOwn(object, name) ? object[name] : undefined;
  }, value);
}

/** Equal in all that the parsers can tell apart; the order of members means nothing to OpenClaw. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => isSame(item, b[i]));
  if (!isObject(a) || !isObject(b)) return Object.is(a, b);
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
  );
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const asObject = (value: unknown): Json => (isObject(value) ? value : {});
