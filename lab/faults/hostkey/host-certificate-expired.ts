import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'host-certificate-expired',
  title: 'the certificate of the host key has run out, and only its authority is known',
  releases: ['trixie'],
  truth: { causes: ['host-key-revoked'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /Certificate invalid: expired/,
  target: ['-o', 'StrictHostKeyChecking=yes', 'alice@web1'],
  prepare: (host) => host.sshd('HostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub'),
  breakIt: async (host, { person }) => {
    await host.exec('ssh-keygen -q -t ed25519 -N "" -f /root/ca');
    await host.exec(
      'ssh-keygen -q -s /root/ca -h -I web1 -n web1 -V 20200101:20210101 /etc/ssh/ssh_host_ed25519_key.pub && systemctl restart ssh',
    );
    person.write('.ssh/known_hosts', `@cert-authority * ${await host.exec('cat /root/ca.pub')}`);
  },
};
