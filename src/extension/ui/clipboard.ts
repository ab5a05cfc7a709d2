/** How long a copied key may stay in the clipboard while its page stays open. */
const CLIPBOARD_MS = 30_000;

/** Settles only where nothing else was done meanwhile: the clipboard may be another's otherwise. */
export function copiedIsOver(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, CLIPBOARD_MS);
    for (const event of ["blur", "copy", "cut"])
      window.addEventListener(event, () => clearTimeout(timer), { once: true });
  });
}
