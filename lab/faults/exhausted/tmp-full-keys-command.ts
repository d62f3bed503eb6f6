import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'tmp-full-keys-command',
  title: '/tmp has no room, and the command that fetches the keys keeps them there for a moment',
  releases: ['bookworm'],
  truth: { causes: ['disk-full'], hidden: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/ssh/keys/alice', '');
    const fetch = `#!/bin/sh
set -e
kept=$(mktemp)
trap 'rm -f "$kept"' EXIT
cat "/etc/ssh/keys/$1" > "$kept"
[ -s "$kept" ] || exit 1
cat "$kept"
`;
    host.write('/usr/local/bin/fetch-keys', fetch, 0o755);
    host.sshd(
      'AuthorizedKeysCommand /usr/local/bin/fetch-keys %u\nAuthorizedKeysCommandUser nobody\nAuthorizedKeysFile none',
    );
  },
  breakIt: async (host) => {
    await host.exec('cat /home/alice/.ssh/authorized_keys > /etc/ssh/keys/alice');
    await host.exec('mount -t tmpfs -o size=64k,mode=1777 tmpfs /tmp; cat /dev/zero > /tmp/core.412 || true');
  },
};
