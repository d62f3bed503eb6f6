import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-hostkeys-of-another',
  title: 'the host keys belong to another user than root, and sshd does not mind',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`chown alice /etc/ssh/ssh_host_*_key; systemctl restart ssh`);
  },
};
