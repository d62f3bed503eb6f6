import { observed } from '../../infer/facts.ts';
import type { ProbeContext } from '../../model/probe.ts';

/** The address that took a connection; before one did, the first of the target. */
export function addressOf({ facts, target }: Pick<ProbeContext, 'facts' | 'target'>): string | undefined {
  const open = observed(facts, 'tcp.connect').find((o) => o.value.outcome === 'open');
  return open === undefined ? target.addresses[0] : open.value.address;
}
