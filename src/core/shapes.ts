/**
 * Stands in the packages for browsers in the place of `zod/mini`: the functions of which Clawkey's shapes are made, with
 * zod's answers, and without what nobody asks there: which part is wrong, in which words, promises, JSON Schema. A test
 * compares the two for every shape that the extension has.
 */

/** In the place of a value that has not the shape. */
const REFUSED = Symbol("refused");

/** What a value is handed on as, or `REFUSED`. */
type Read = (value: unknown) => unknown;
type Check = (value: never) => boolean;

class Shape {
  readonly read: Read;

  constructor(read: Read) {
    this.read = read;
  }

  safeParse(value: unknown): { success: boolean; data?: unknown } {
    const data = this.read(value);
    return data === REFUSED ? { success: false } : { success: true, data };
  }

  parse(value: unknown): unknown {
    const { success, data } = this.safeParse(value);
    if (!success) throw new TypeError("not of the shape");
    return data;
  }

  check(isRight: Check): Shape {
    return pipe(
      this,
      only((value) => isRight(value as never)),
    );
  }
}

const only = (isRight: (value: unknown) => boolean): Shape =>
  new Shape((value) => (isRight(value) ? value : REFUSED));

export const string = (): Shape => only((value) => typeof value === "string");
export const number = (): Shape => only(Number.isFinite);
export const boolean = (): Shape => only((value) => typeof value === "boolean");
export const unknown = (): Shape => only(() => true);
export const literal = (wanted: unknown): Shape => only((value) => value === wanted);
export const guid = (): Shape => string().check(regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i));

const nothing = (): Shape => literal(undefined);
export { nothing as undefined };

const oneOf = (options: readonly unknown[]): Shape & { options: readonly unknown[] } =>
  Object.assign(
    only((value) => options.includes(value)),
    { options },
  );
export { oneOf as enum };

type Fields = Record<string, Shape>;
type ObjectShape = Shape & { shape: Fields };

/** A field that may be missing is one that takes `undefined`. */
export const object = (shape: Fields): ObjectShape => {
  const read: Read = (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return REFUSED;
    const given = value as Record<string, unknown>;
    const handedOn: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(shape)) {
      const data = field.read(given[name]);
      if (data === REFUSED) return REFUSED;
      if (name in given || data !== undefined) handedOn[name] = data;
    }
    return handedOn;
  };
  return Object.assign(new Shape(read), { shape });
};

/** Refuses one that has more fields. */
export const strictObject = (shape: Fields): Shape =>
  pipe(
    new Shape((value) =>
      Object.keys(value ?? {}).every((name) => Object.hasOwn(shape, name)) ? value : REFUSED,
    ),
    object(shape),
  );

export const extend = (base: ObjectShape, shape: Fields): ObjectShape => object({ ...base.shape, ...shape });

export const array = ({ read }: Shape): Shape =>
  new Shape((value) => {
    if (!Array.isArray(value)) return REFUSED;
    const handedOn = value.map(read);
    return handedOn.includes(REFUSED) ? REFUSED : handedOn;
  });

export const nullable = ({ read }: Shape): Shape =>
  new Shape((value) => (value === null ? null : read(value)));

export const optional = ({ read }: Shape): Shape =>
  new Shape((value) => (value === undefined ? undefined : read(value)));

const caught = ({ read }: Shape, instead: unknown): Shape =>
  new Shape((value) => {
    const data = read(value);
    return data === REFUSED ? instead : data;
  });
export { caught as catch };

export const union = (shapes: readonly Shape[]): Shape =>
  new Shape((value) => {
    for (const { read } of shapes) {
      const data = read(value);
      if (data !== REFUSED) return data;
    }
    return REFUSED;
  });

export const pipe = (first: Shape, then: Pick<Shape, "read">): Shape =>
  new Shape((value) => {
    const data = first.read(value);
    return data === REFUSED ? REFUSED : then.read(data);
  });

/** Only behind a pipe. */
export const transform = (read: Read) => ({ read });

export const refine = (isRight: Check): Check => isRight;
export const regex =
  (form: RegExp): Check =>
  (value: string) =>
    form.test(value);
/** In characters. */
export const minLength =
  (least: number): Check =>
  (value: string) =>
    Array.from(value).length >= least;
