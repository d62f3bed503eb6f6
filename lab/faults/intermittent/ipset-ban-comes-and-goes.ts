import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ipset-ban-comes-and-goes',
  title: 'a list of banned addresses holds the client for twelve of eighteen seconds',
  releases: ['trixie'],
  truth: { causes: ['ip-ban'], stage: 'tcp', outcome: 'degraded' },
  clientSettles: false,
  repeat: 10,
  breakIt: async (host) => {
    await host.exec(`ipset create sshguard4 hash:ip timeout 12 && ipset add sshguard4 10.71.1.10 && \
iptables -I INPUT -p tcp --dport 22 -m set --match-set sshguard4 src -j DROP`);
    await host.start(`sh -c 'while :; do sleep 18; ipset add sshguard4 10.71.1.10 -exist; done'`);
  },
};
