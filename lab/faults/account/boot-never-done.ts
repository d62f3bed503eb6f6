import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'boot-never-done',
  title: 'the unit that opens the host to users fails at boot',
  releases: ['trixie'],
  truth: { causes: ['nologin'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /System is booting up/,
  prepare: (host) =>
    host.write(
      '/etc/systemd/system/systemd-user-sessions.service.d/lab.conf',
      '[Service]\nExecStart=\nExecStart=/bin/false\n',
    ),
};
