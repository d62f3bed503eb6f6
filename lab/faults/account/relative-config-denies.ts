import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'relative-config-denies',
  title: 'sshd was started by hand with the name of a file where somebody stood, and that file denies her',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write(
      '/root/try/sshd_config',
      'UsePAM yes\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nDenyUsers alice\n',
    );
  },
  breakIt: async (host) => {
    await host.exec(
      'systemctl stop ssh; mkdir -p /run/sshd; cd /root/try && (/usr/sbin/sshd -D -f sshd_config -E try.log &) ; until [ -n "$(ss -Hltn sport = 22)" ]; do sleep 0.1; done',
    );
  },
};
