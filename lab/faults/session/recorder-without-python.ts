import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'recorder-without-python',
  title: 'ForceCommand runs a script of Python 2, which is gone; /var/log is full, and nobody minds',
  releases: ['trixie'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    const script =
      '#!/usr/bin/python2\nimport os\nopen("/srv/sessions/log", "a").write("session\\n")\nos.execvp("/bin/bash", ["bash", "-l"])\n';
    host.write('/usr/local/bin/record-session', script, 0o755);
    host.sshd('ForceCommand /usr/local/bin/record-session');
  },
  breakIt: async (host) => {
    await host.exec(
      'mkdir -m 1777 /srv/sessions; mount -t tmpfs -o size=64k tmpfs /var/log; cat /dev/zero > /var/log/old || true',
    );
  },
};
