import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-in-overrules-root',
  title: 'a drop-in refuses root; a later one admits root in vain',
  releases: ['trixie'],
  truth: {
    causes: ['sshd-policy-denies-user'],
    hidden: ['config-first-value-wins'],
    stage: 'auth',
    outcome: 'confirmed',
  },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'root@web1'],
  prepare: (host) => {
    host.write('/etc/ssh/sshd_config.d/10-hardening.conf', 'PermitRootLogin no\n');
    host.write('/etc/ssh/sshd_config.d/60-admin.conf', 'PermitRootLogin prohibit-password\n');
  },
  breakIt: async (host) => {
    await host.exec('install -D -m 600 /home/alice/.ssh/authorized_keys /root/.ssh/authorized_keys');
  },
};
