import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'rejected-beside-web',
  title: 'iptables on the server rejects the port, and the web ports serve',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    for (const port of [80, 443]) await host.start(`socat TCP-LISTEN:${port},fork,reuseaddr SYSTEM:cat`);
    await host.exec('until [ $(ss -Htln | grep -cE ":(80|443) ") = 2 ]; do sleep 0.05; done');
    await host.exec('iptables -A INPUT -p tcp --dport 22 -j REJECT --reject-with icmp-port-unreachable');
  },
};
