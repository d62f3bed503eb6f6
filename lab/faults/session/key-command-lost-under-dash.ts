import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-command-lost-under-dash',
  title: 'the line of the key names a program that was moved; the shell is dash, and .bashrc would end',
  releases: ['bookworm'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `sed -i 's|^|command="/opt/borg/bin/borg serve",no-pty |' /home/alice/.ssh/authorized_keys; usermod -s /bin/dash alice`,
    );
    await host.exec('echo exit > /home/alice/.bashrc');
  },
};
