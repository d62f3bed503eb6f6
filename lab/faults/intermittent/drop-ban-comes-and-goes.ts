import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-ban-comes-and-goes',
  title: 'fail2ban drops for six seconds, again and again',
  releases: ['trixie'],
  truth: { causes: ['ip-ban'], stage: 'tcp', outcome: 'degraded' },
  clientSettles: false,
  repeat: 10,
  prepare: (host) => {
    host.write(
      '/etc/fail2ban/jail.local',
      '[DEFAULT]\nbanaction = nftables[blocktype=drop]\n[sshd]\nenabled = true\nbackend = systemd\nmaxretry = 3\nbantime = 1h\n',
    );
  },
  breakIt: async (host) => {
    await host.exec('systemctl start fail2ban; until fail2ban-client status sshd; do sleep 0.1; done');
    const client = 'fail2ban-client set sshd';
    const turn = `${client} banip 10.71.1.10; sleep 6; ${client} unbanip 10.71.1.10; sleep 6`;
    await host.start(`sh -c 'while :; do ${turn}; done'`);
    await host.exec('until fail2ban-client status sshd | grep -q 10.71.1.10; do sleep 0.1; done');
  },
};
