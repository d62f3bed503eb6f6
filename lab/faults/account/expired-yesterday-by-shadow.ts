import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'expired-yesterday-by-shadow',
  title: 'a tool wrote the end of the account into the shadow file as a number of days',
  releases: ['bullseye'],
  truth: { causes: ['account-expired'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `awk -F: -v OFS=: -v d=$(($(date +%s) / 86400 - 1)) '$1 == "alice" { $8 = d } 1' /etc/shadow > /root/s && cat /root/s > /etc/shadow && rm /root/s`,
    );
  },
};
