import type { Fault } from '../../fault.ts';
import { initScript, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'initd-port-moved',
  title: 'a host without systemd, and /etc/default/ssh has another port',
  releases: ['bullseye'],
  truth: { causes: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: initScript,
  prepare: (host) => {
    withoutSystemd(host);
    host.write('/etc/default/ssh', 'SSHD_OPTS="-p 2200"\n');
  },
  breakIt: async (host) => {
    await host.exec(`until [ -n "$(ss -Hltn sport = 2200)" ]; do sleep 0.1; done`);
  },
};
