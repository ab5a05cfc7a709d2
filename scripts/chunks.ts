/** Which file of the built extension a module goes to. */
import type { Rolldown } from "vite";

/**
 * One file of what several entries load: it compresses better than two, and has fewer names to hand over. What only one
 * of them loads stays with it, and what is loaded late stays late.
 * @param entries by name; each of these lists is enough
 */
export const sharedBy = (name: string, ...entries: string[][]): Rolldown.CodeSplittingGroup => ({
  name(module, graph) {
    const loading = entriesOf(module, graph);
    return entries.some((all) => all.every((entry) => loading.has(entry))) ? name : null;
  },
});

/** The names of those that load it at once. */
function entriesOf(module: string, graph: Rolldown.ChunkingContext): Set<string> {
  const reached = new Set([module]);
  const names = new Set<string>();
  // It grows while it is walked.
  for (const id of reached) {
    const { isEntry, importers = [] } = graph.getModuleInfo(id) ?? {};
    if (isEntry) names.add(/(\w+)(?:\/index\.html|\.ts)$/.exec(id)?.[1] ?? id);
    for (const importer of importers) reached.add(importer);
  }
  return names;
}
