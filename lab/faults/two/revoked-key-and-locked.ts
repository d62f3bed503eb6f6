import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'revoked-key-and-locked',
  title: 'known_hosts has the host key as revoked, and the account is locked for an sshd without PAM',
  releases: ['bookworm'],
  truth: { causes: ['host-key-revoked'], hidden: ['account-locked'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /REVOKED HOST KEY/,
  prepare: (host) => {
    host.sshd('UsePAM no');
  },
  breakIt: async (host, net) => {
    await host.exec(`usermod -p '!x' alice`);
    await net.person.run([
      'sh',
      '-c',
      'sed "s/^/@revoked /" .ssh/known_hosts >> .ssh/known_hosts.new; mv .ssh/known_hosts.new .ssh/known_hosts',
    ]);
  },
};
