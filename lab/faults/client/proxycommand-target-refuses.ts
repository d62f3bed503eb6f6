import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxycommand-target-refuses',
  title: 'ProxyCommand nc does its work, and sshd at the other end is stopped',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, { person }) => {
    person.write('.ssh/config', 'Host web1\n  ProxyCommand nc -v %h %p\n');
    await host.exec('systemctl stop ssh');
  },
};
