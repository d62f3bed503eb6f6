import { readFileSync } from 'node:fs';
import type { Fault } from '../../fault.ts';
import { listens } from '../../services.ts';

export const fault: Fault = {
  id: 'reverse-tunnel-far-end-stopped',
  title: 'a machine behind NAT keeps its port open here by a reverse tunnel, and its own sshd is stopped',
  releases: ['bookworm'],
  truth: {
    causes: ['backend-down-behind-forwarder'],
    hidden: ['sshd-not-running'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  jump: true,
  target: ['-p', '2222', 'alice@web1'],
  prepare: (host) => host.sshd('GatewayPorts yes'),
  breakIt: async (host, { bastion, person }) => {
    if (bastion === null) throw new Error('no bastion');
    bastion.write('/root/key', readFileSync(`${person.home}/.ssh/id_ed25519`, 'utf8'), 0o600);
    await bastion.exec('systemctl disable --now ssh');
    const quiet = '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes';
    await bastion.start(`ssh -N -i /root/key ${quiet} -R 2222:localhost:22 alice@10.71.2.20`);
    await listens(host, 2222);
  },
};
