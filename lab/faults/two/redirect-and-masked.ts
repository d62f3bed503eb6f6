import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'redirect-and-masked',
  title: 'a redirect over IPv6 takes port 22 to where nobody listens, and ssh.service is masked',
  releases: ['trixie'],
  truth: {
    causes: ['nat-rule-captures-22'],
    hidden: ['sshd-masked', 'sshd-not-running'],
    stage: 'tcp',
    outcome: 'confirmed',
  },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec('ip6tables -t nat -A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 2222');
    await host.exec('systemctl mask --now ssh');
  },
};
