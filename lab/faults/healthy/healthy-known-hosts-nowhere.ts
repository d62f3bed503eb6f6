import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-known-hosts-nowhere',
  title: 'host keys are not checked and not kept, and ssh warns each time',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (_host, { person }) =>
    person.write('.ssh/config', 'Host *\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n'),
};
