import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkey-dsa-only',
  title: 'the only host key is DSA, which the new release no longer knows',
  releases: ['trixie'],
  truth: { causes: ['hostkeys-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: async (host, net) => {
    host.sshd('HostKey /etc/ssh/ssh_host_dsa_key');
    await net.router.exec(`ssh-keygen -q -t dsa -N '' -f ${host.root}/etc/ssh/ssh_host_dsa_key`);
  },
};
