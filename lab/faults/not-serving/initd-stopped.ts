import type { Fault } from '../../fault.ts';
import { initScript, listening, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'initd-stopped',
  title: 'a host without systemd, where sshd was stopped by its init script',
  releases: ['bullseye'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: initScript,
  prepare: (host) => {
    withoutSystemd(host);
  },
  breakIt: async (host) => {
    await host.exec(`${listening}; service ssh stop`);
  },
};
