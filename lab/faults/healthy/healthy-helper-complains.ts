import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-helper-complains',
  title: 'the helper behind ProxyCommand complains of a first try that was refused, and gets there',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (_host, { person }) =>
    person.write(
      '.ssh/config',
      'Host web1\n  ProxyCommand sh -c \'echo "nc: connect to %h port %p (tcp) failed: Connection refused" >&2; sleep 1; exec nc %h %p\'\n',
    ),
};
