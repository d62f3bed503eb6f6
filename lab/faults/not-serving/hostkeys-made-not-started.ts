import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkeys-made-not-started',
  title: 'the host keys were gone and have been made again, and nobody has started sshd since',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `mkdir /root/k; mv /etc/ssh/ssh_host_* /root/k; systemctl restart ssh || true; timeout 20 sh -c 'until systemctl is-failed ssh; do sleep 0.1; done'; mv /root/k/* /etc/ssh`,
    );
  },
};
