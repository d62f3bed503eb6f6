import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'host-certificate-other-name',
  title: 'the certificate of the host key is made out to the full name, and the user dials the short one',
  releases: ['trixie'],
  truth: { causes: ['host-key-revoked'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'StrictHostKeyChecking=yes', 'alice@web1'],
  prepare: (host) => {
    host.sshd('HostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub');
  },
  breakIt: async (host, { person }) => {
    await host.exec(`ssh-keygen -q -t ed25519 -N "" -f /root/ca
ssh-keygen -q -s /root/ca -h -I web1 -n web1.corp.example /etc/ssh/ssh_host_ed25519_key.pub; systemctl restart ssh`);
    person.write('.ssh/known_hosts', `@cert-authority * ${await host.exec('cat /root/ca.pub')}`);
  },
};
