import type { Fault } from '../../fault.ts';
import { forward, listens } from '../../services.ts';

export const fault: Fault = {
  id: 'port-map-to-other-host',
  title: 'a port map that leads to the SSH server of another machine',
  releases: ['bullseye'],
  truth: {
    causes: ['host-key-changed'],
    hidden: ['port-mapping-wrong', 'wrong-host-answers'],
    stage: 'hostkey',
    outcome: 'confirmed',
  },
  clientSettles: true,
  told: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
  jump: true,
  target: ['alice@bastion'],
  breakIt: async (host, { bastion }) => {
    await host.exec('rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh');
    await bastion?.exec('systemctl disable --now ssh');
    await listens(host, 22);
    if (bastion) await forward(bastion, 22, 'TCP:10.71.2.20:22');
  },
};
