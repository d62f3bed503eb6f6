import type { Fault } from '../../fault.ts';
import { forward } from '../../services.ts';

export const fault: Fault = {
  id: 'redirect-to-forwarder-without-server',
  title: 'a redirect of the server leads port 22 to a forwarder, and sshd behind that is stopped',
  releases: ['bookworm'],
  truth: {
    causes: ['backend-down-behind-forwarder'],
    hidden: ['sshd-not-running', 'sshd-port-changed', 'nat-rule-captures-22'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`systemctl disable --now ssh`);
    await forward(host, 8022, 'TCP:127.0.0.1:22');
    await host.exec(
      `nft 'add table ip nat; add chain ip nat pre { type nat hook prerouting priority -100; }; add rule ip nat pre tcp dport 22 redirect to :8022'`,
    );
  },
};
