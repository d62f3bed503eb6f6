import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-locked-and-warned',
  title: 'a locked password that runs out in two days and a list with CR LF: her key still lets her in',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('PasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec('usermod -L alice && chage -d "$(date -d -88days +%F)" -M 90 -W 7 alice');
    await host.exec(`sed -i 's/$/\\r/' /home/alice/.ssh/authorized_keys`);
  },
};
