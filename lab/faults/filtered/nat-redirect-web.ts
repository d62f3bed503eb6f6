import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nat-redirect-web',
  title: 'a redirect on the server sends port 22 to a web server',
  releases: ['trixie'],
  truth: {
    causes: ['nonssh-service'],
    hidden: ['nat-rule-captures-22'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: true,
  breakIt: async (host) => {
    await host.start('python3 -m http.server 8080');
    await host.exec('until ss -Htln | grep -q ":8080 "; do sleep 0.05; done');
    await host.exec('iptables -t nat -A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 8080');
  },
};
