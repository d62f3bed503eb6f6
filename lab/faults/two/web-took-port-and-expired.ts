import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'web-took-port-and-expired',
  title: 'another program took port 22 first, and the account has ended',
  releases: ['bullseye'],
  truth: {
    causes: ['nonssh-service'],
    hidden: ['port-taken', 'account-expired'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: true,
  told: /DOCTYPE HTML/,
  breakIt: async (host) => {
    await host.exec(`chage -E 2021-06-01 alice; systemctl stop ssh`);
    await host.start('python3 -m http.server 22');
    await host.exec(
      `timeout 10 sh -c "until ss -Hltn | grep -q :22; do sleep 0.1; done"; systemctl restart ssh || true`,
    );
    await host.exec(`timeout 10 sh -c "until journalctl | grep -q already.in.use; do sleep 0.1; done"`);
  },
};
