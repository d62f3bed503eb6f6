import type { Fault } from '../../fault.ts';
import { listens } from '../../services.ts';

export const fault: Fault = {
  id: 'host-certificate-of-full-name',
  title: 'the certificate of the host is made out to its full name, and the client dials the short one',
  releases: ['trixie'],
  truth: { causes: ['host-key-revoked'], hidden: ['host-key-unknown'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'StrictHostKeyChecking=yes', 'alice@web1'],
  prepare: (host) => host.sshd('HostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub'),
  breakIt: async (host, net) => {
    await host.exec(`ssh-keygen -q -t ed25519 -N '' -f /root/ca
ssh-keygen -q -s /root/ca -I web1 -h -n web1.corp.example -V -1d:+1d /etc/ssh/ssh_host_ed25519_key.pub
systemctl restart ssh`);
    net.person.write('.ssh/known_hosts', `@cert-authority web* ${await host.exec('cat /root/ca.pub')}`);
    await listens(host, 22);
  },
};
