/** Put in by the bundler: a hash of the sources, the grammars and everything that is bundled. */
declare const ARCHSCAN_BUILD: string | undefined;

/** Tells builds apart; null when archscan runs from its sources, which change without notice. */
export const BUILD: string | null = typeof ARCHSCAN_BUILD === 'undefined' ? null : ARCHSCAN_BUILD;
