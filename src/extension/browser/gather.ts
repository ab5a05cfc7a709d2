/**
 * One run for many wakes: the first starts at once, and those that come while it runs or within `pauseMs` after
 * it are answered together by one more. What they would tell is read anew by each run.
 * @returns a wake; it resolves when all is quiet again
 */
export function gather(run: () => Promise<void>, pauseMs: number): () => Promise<void> {
  let wanted = false;
  let running: Promise<void> | null = null;

  async function runUntilQuiet(): Promise<void> {
    try {
      while (wanted) {
        wanted = false;
        await run();
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    } finally {
      running = null;
    }
  }

  return () => {
    wanted = true;
    return (running ??= runUntilQuiet());
  };
}
