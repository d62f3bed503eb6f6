import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'penalties-of-neighbour',
  title: 'PerSourceNetBlockSize counts a /16, and a scanner of it has earned a penalty',
  releases: ['trixie'],
  truth: { causes: ['persourcepenalties'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('PerSourcePenalties noauth:900 min:1\nPerSourceNetBlockSize 16:48');
    host.write(
      '/var/log/fail2ban.log',
      '2024-01-02 03:04:05,678 fail2ban.actions [412]: NOTICE [sshd] Ban 203.0.113.50\n',
    );
  },
  breakIt: async (host, net) => {
    await net.router.exec('for i in 1 2 3; do echo scan | nc -w 2 10.71.2.20 22 >/dev/null || true; done');
    await host.exec('for i in $(seq 60); do journalctl -u ssh | grep -qi penalt && exit 0; sleep 0.1; done');
  },
};
