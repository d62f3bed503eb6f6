import type { Fault } from '../../fault.ts';
import { listens } from '../../services.ts';

export const fault: Fault = {
  id: 'healthy-host-certificate',
  title: 'the client knows the authority that signed the host key, and no key of the host',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => host.sshd('HostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub'),
  breakIt: async (host, net) => {
    await host.exec(`ssh-keygen -q -t ed25519 -N '' -f /root/ca
ssh-keygen -q -s /root/ca -I web1 -h -n web1 -V -1d:+1d /etc/ssh/ssh_host_ed25519_key.pub
systemctl restart ssh`);
    net.person.write('.ssh/known_hosts', `@cert-authority web* ${await host.exec('cat /root/ca.pub')}`);
    await listens(host, 22);
  },
};
