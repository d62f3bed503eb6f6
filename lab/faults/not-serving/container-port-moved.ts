import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'container-port-moved',
  title: 'a container with the programs of systemd, which does not run, and sshd takes port 2222',
  releases: ['trixie'],
  truth: { causes: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: `mkdir -p /run/sshd; exec /usr/sbin/sshd -D -e -p 2222`,
  breakIt: async (host) => {
    await host.exec(`until [ -n "$(ss -Hltn sport = 2222)" ]; do sleep 0.1; done`);
  },
};
