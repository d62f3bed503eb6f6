import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkey-agent-gone',
  title: 'the host keys are kept by an agent, and it does not run',
  releases: ['trixie'],
  truth: { causes: ['hostkeys-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('HostKeyAgent /run/keys.sock'),
  breakIt: async (host) => {
    await host.exec('rm /etc/ssh/ssh_host_*_key; systemctl restart ssh || true');
  },
};
