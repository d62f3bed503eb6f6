import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'host-certificate-of-another-key',
  title: 'the certificate of the host is for a key that was made again since, and the client knows the authority alone',
  releases: ['bookworm'],
  truth: { causes: ['host-key-unknown'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'StrictHostKeyChecking=yes', 'alice@web1'],
  prepare: (host) => {
    host.sshd('HostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub');
  },
  breakIt: async (host, { person }) => {
    await host.exec(`ssh-keygen -q -t ed25519 -N "" -f /root/ca
ssh-keygen -q -s /root/ca -h -I web1 -n web1 /etc/ssh/ssh_host_ed25519_key.pub
rm /etc/ssh/ssh_host_ed25519_key /etc/ssh/ssh_host_ed25519_key.pub; ssh-keygen -A; systemctl restart ssh`);
    person.write('.ssh/known_hosts', `@cert-authority * ${await host.exec('cat /root/ca.pub')}`);
  },
};
