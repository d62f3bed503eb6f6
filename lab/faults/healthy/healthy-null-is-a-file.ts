import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-null-is-a-file',
  title: 'a script replaced /dev/null with an ordinary file of root',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('rm /dev/null; echo left over > /dev/null; chmod 644 /dev/null');
  },
};
