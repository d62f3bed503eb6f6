import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'authority-line-without-mark',
  title: 'the line of the authority in known_hosts lost its mark, and so reads as the key of the host',
  releases: ['bookworm'],
  truth: { causes: ['host-key-changed'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host) => host.sshd('HostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub'),
  breakIt: async (host, { person }) => {
    await host.exec(`ssh-keygen -q -t ed25519 -N "" -f /root/ca
ssh-keygen -q -s /root/ca -h -I web1 -n web1 /etc/ssh/ssh_host_ed25519_key.pub; systemctl restart ssh`);
    person.write('.ssh/known_hosts', `web* ${await host.exec('cat /root/ca.pub')}`);
  },
};
