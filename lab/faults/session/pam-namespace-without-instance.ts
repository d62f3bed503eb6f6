import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-namespace-without-instance',
  title: 'PAM gives each login a /tmp of its own, and the folder for these has another mode than it insists on',
  releases: ['bookworm'],
  truth: { causes: ['pam-misconfig'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    host.write('/etc/security/namespace.conf', '/tmp /tmp-inst/ user root,adm\n');
    await host.exec(`mkdir -m 755 /tmp-inst; echo 'session required pam_namespace.so' >> /etc/pam.d/sshd`);
  },
};
