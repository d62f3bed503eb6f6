import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxycommand-quiet-nc',
  title: 'ProxyCommand nc keeps its words to itself, and sshd at the other end is stopped',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, { person }) => {
    person.write('.ssh/config', 'Host web1\n  ProxyCommand nc %h %p 2>/dev/null\n');
    await host.exec('systemctl stop ssh');
  },
};
