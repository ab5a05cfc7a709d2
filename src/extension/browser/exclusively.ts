/** One at a time over the worker and all pages; whoever dies lets go. */
export const exclusively = <T>(work: () => Promise<T>): Promise<T> =>
  navigator.locks.request("clawkey.export", work);
