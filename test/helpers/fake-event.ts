/** A browser's event that a test sets off. */
export interface FakeEvent<A extends unknown[]> {
  addListener(listener: (...args: A) => unknown): void;
  fire(...args: A): void;
  /** Has no listeners any more. */
  forget(): void;
}

export function fakeEvent<A extends unknown[]>(): FakeEvent<A> {
  let listeners: ((...args: A) => unknown)[] = [];
  return {
    addListener: (listener) => void listeners.push(listener),
    fire: (...args) => listeners.forEach((listener) => listener(...args)),
    forget: () => void (listeners = []),
  };
}
