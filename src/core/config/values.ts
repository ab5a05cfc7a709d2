/** What json5 and dotenv parse a file to: plain values, and what stands at the end of a list of names in them. */

export type Json = { [key: string]: unknown };

/** What stands at the end of the names; `undefined` where one of them leads nowhere. */
export function valueAt(value: unknown, names: readonly string[]): unknown {
  return names.reduce((inside, name) => {
    const object = asObject(inside);
    return Object.hasOwn(object, name) ? object[name] : undefined;
  }, value);
}

/** The value with another one at the end of the names, in objects that are made where there are none. */
export function withValueAt(value: unknown, [name, ...inner]: string[], wanted: unknown): unknown {
  if (name === undefined) return wanted;
  const object = asObject(value);
  return { ...object, [name]: withValueAt(object[name], inner, wanted) };
}

/** The value without what stands at the end of the names. */
export function withoutValueAt(value: unknown, [name, ...inner]: string[]): unknown {
  if (!isObject(value) || name === undefined || !Object.hasOwn(value, name)) return value;
  const { [name]: inside, ...others } = value;
  return inner.length === 0 ? others : { ...others, [name]: withoutValueAt(inside, inner) };
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
