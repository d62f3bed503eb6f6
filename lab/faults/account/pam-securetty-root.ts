import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-securetty-root',
  title: 'PAM wants root at a terminal of the console; sshd itself admits root by key',
  releases: ['bookworm'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'root@web1'],
  prepare: (host) => {
    host.write('/etc/securetty', 'console\ntty1\n');
    host.sshd('PermitRootLogin prohibit-password\nDenyUsers root@203.0.113.*');
  },
  breakIt: async (host) => {
    await host.exec('install -D -m 600 /home/alice/.ssh/authorized_keys /root/.ssh/authorized_keys');
    await host.exec(`sed -i '/pam_nologin/a account required pam_securetty.so' /etc/pam.d/sshd`);
  },
};
