import type { InventoryEntry } from '../inventory.js';

/** What is to be done about a definition. */
export type GroupId = 'existing' | 'ready' | 'sglang-missing' | 'no-api' | 'flashinfer-missing' | 'open';

export interface Group {
  readonly id: GroupId;
  readonly title: string;
  readonly mark: string;
}

/** In the order in which a report lists them. */
export const GROUPS: readonly Group[] = [
  { id: 'existing', mark: '✅', title: 'EXISTING (skip)' },
  {
    id: 'ready',
    mark: '🆕',
    title: 'NEW: FlashInfer supported, SGLang integrated → ready for workload collection',
  },
  {
    id: 'sglang-missing',
    mark: '🆕',
    title: 'NEW: FlashInfer supported, SGLang missing → submit an SGLang PR first',
  },
  { id: 'no-api', mark: '🆕', title: 'NEW: needs no FlashInfer API (PyTorch) → extract by hand' },
  {
    id: 'flashinfer-missing',
    mark: '❓',
    title: 'NEW: FlashInfer MISSING → file a kernel-request issue, skip workload collection',
  },
  { id: 'open', mark: '·', title: 'NEW: not classified, the sources were not given' },
];

/** The group of an inventory's entry. */
export function groupOf({ classification }: InventoryEntry): GroupId {
  if (classification.status === 'existing') return 'existing';
  const { fiStatus, sglStatus } = classification;
  if (fiStatus === 'fi_missing') return 'flashinfer-missing';
  if (fiStatus === null || sglStatus === null) return 'open';
  if (sglStatus === 'n/a') return 'no-api';
  return sglStatus === 'sgl_integrated' ? 'ready' : 'sglang-missing';
}
