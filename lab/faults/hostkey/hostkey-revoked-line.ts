import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostkey-revoked-line',
  title: '@revoked before the key of the server in known_hosts',
  releases: ['bullseye'],
  truth: { causes: ['host-key-revoked'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /REVOKED HOST KEY DETECTED|is marked as revoked/,
  breakIt: async (host, { person }) => {
    const keys = await host.exec('cat /etc/ssh/ssh_host_*_key.pub');
    person.write('.ssh/known_hosts', keys.replace(/^(?=.)/gm, '@revoked * '));
  },
};
