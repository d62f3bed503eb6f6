import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'mended-and-masked',
  title: 'a wrong line was put right, and then somebody masked the unit',
  releases: ['trixie'],
  truth: {
    causes: ['sshd-masked'],
    hidden: ['sshd-not-running'],
    past: ['sshd-config-error'],
    stage: 'tcp',
    outcome: 'confirmed',
  },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `echo 'PermitRootLogin never' > /etc/ssh/sshd_config.d/70-root.conf; systemctl restart ssh || true; timeout 20 sh -c 'until systemctl is-failed ssh; do sleep 0.1; done'; rm /etc/ssh/sshd_config.d/70-root.conf; systemctl mask ssh`,
    );
  },
};
