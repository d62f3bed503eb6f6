import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-redirect-to-moved-port',
  title: 'sshd moved to port 2222, and a redirect brings port 22 there',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.sshd('Port 2222');
  },
  breakIt: async (host) => {
    await host.exec(
      'iptables -t nat -A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 2222; iptables -A INPUT -p tcp --dport 22 -j DROP',
    );
  },
};
