import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'certificate-file-moved',
  title:
    'CertificateFile names the place where the signer put certificates before; the host takes nothing but certificates',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], hidden: ['client-key-unusable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V +1d');
    host.sshd('TrustedUserCAKeys /etc/ssh/user_ca.pub\nPasswordAuthentication no\nKbdInteractiveAuthentication no');
    net.person.write('.ssh/config', 'Host web1\n  CertificateFile ~/.ssh/signed/alice-cert.pub\n');
    await net.person.run(['sh', '-c', 'mkdir .ssh/vault; mv .ssh/id_ed25519-cert.pub .ssh/vault/']);
  },
};
