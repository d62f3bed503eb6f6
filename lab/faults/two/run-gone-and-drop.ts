import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'run-gone-and-drop',
  title: 'ufw rejects the port, and sshd lacks its directory in /run',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], hidden: ['run-sshd-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`rmdir /run/sshd; ufw reject 22/tcp && ufw --force enable`);
  },
};
