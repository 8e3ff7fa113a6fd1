import { compareText } from '../../diagnostics.js';
import type { InventoryEntry } from '../inventory.js';
import { compareOpTypes } from '../op-types.js';

/**
 * What the first phase of onboarding says about one definition, as the run manifest writes it. A field that is
 * undefined does not apply to the definition; null is one that is not known, because its sources were not given.
 */
export interface PhaseOne {
  readonly definition_name: string;
  readonly op_type: string;
  readonly phase1_status: 'existing' | 'new';
  readonly fi_status?: 'fi_supported' | 'fi_missing' | null;
  readonly fi_trace_template?: boolean | null;
  readonly sgl_status?: 'sgl_integrated' | 'sgl_missing' | 'n/a' | null;
}

/** The fields that the first phase owns, in the order in which they are written. */
export const STATUS_FIELDS = ['phase1_status', 'fi_status', 'fi_trace_template', 'sgl_status'] as const;

/** The manifest's record of a classified definition. */
export function phaseOneOf({ name, opType, classification }: InventoryEntry): PhaseOne {
  const base = { definition_name: name, op_type: opType };
  if (classification.status === 'existing') return { ...base, phase1_status: 'existing' };
  const { fiStatus, traceTemplate, sglStatus } = classification;
  const status = { ...base, phase1_status: 'new', fi_status: fiStatus } as const;
  if (fiStatus === 'fi_missing') return { ...status, sgl_status: 'n/a' };
  return { ...status, fi_trace_template: traceTemplate, sgl_status: sglStatus };
}

/** The fields of the manifest, of a record that may hold more. */
export function phaseOneFields(kernel: PhaseOne): PhaseOne {
  const { definition_name, op_type, phase1_status, fi_status, fi_trace_template, sgl_status } = kernel;
  return {
    definition_name,
    op_type,
    phase1_status,
    ...(fi_status === undefined ? {} : { fi_status }),
    ...(fi_trace_template === undefined ? {} : { fi_trace_template }),
    ...(sgl_status === undefined ? {} : { sgl_status }),
  };
}

/** The order of a new manifest: by op type, then by name. */
export function comparePhaseOne(a: PhaseOne, b: PhaseOne): number {
  return compareOpTypes(a.op_type, b.op_type) || compareText(a.definition_name, b.definition_name);
}
