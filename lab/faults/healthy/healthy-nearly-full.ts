import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-nearly-full',
  title: 'others hold half of the logins, a processor is limited, tables are short, and it works',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  family: 'both',
  prepare: (host) => {
    host.sshd('MaxStartups 12\nPerSourceMaxStartups 6\nPerSourcePenalties authfail:5s noauth:1s');
    host.write('/etc/hosts.deny', 'vsftpd: ALL\nsshd: 203.0.113.0/24\n');
  },
  breakIt: async (host, net) => {
    for (let i = 0; i < 5; i++) await net.router.start('(sleep 300 | nc 10.71.2.20 22)');
    await host.exec("until [ $(ss -Htn state established 'sport = 22' | wc -l) = 5 ]; do sleep 0.1; done; sleep 0.3");
    await host.exec('p=$(cat /run/sshd.pid); prlimit --pid $p --nofile=64:64');
  },
};
