import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-lists-that-spare-her',
  title: 'deny lists, PAM rules, a nologin of another time and a strange line before her key, all of which spare her',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd(
      'DenyUsers bob alice@10.71.3.*\nDenyGroups interns\nAllowUsers *@10.71.0.0/16 root\nPasswordAuthentication no',
    );
    host.write('/etc/security/access.conf', '- : ALL EXCEPT alice : ALL\n');
  },
  breakIt: async (host) => {
    await host.exec('groupadd interns');
    await host.exec(`sed -i '/pam_nologin/a account required pam_access.so' /etc/pam.d/sshd`);
    await host.exec(`sed -i '1i ed25519 AAAA-old-key alice@gone' /home/alice/.ssh/authorized_keys`);
    await host.exec('touch -d 2020-01-01 /etc/nologin.old');
  },
};
