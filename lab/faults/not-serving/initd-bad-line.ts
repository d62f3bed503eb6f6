import type { Fault } from '../../fault.ts';
import { initScript, listening, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'initd-bad-line',
  title: 'a host without systemd, and a wrong value in a drop-in',
  releases: ['trixie'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: initScript,
  prepare: (host) => {
    withoutSystemd(host);
  },
  breakIt: async (host) => {
    await host.exec(
      `${listening}; service ssh stop; echo 'PermitRootLogin never' > /etc/ssh/sshd_config.d/70-root.conf; service ssh start || true`,
    );
  },
};
