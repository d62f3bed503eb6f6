import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'list-line-ends-of-old-mac',
  title:
    'the list has line ends of an old Macintosh and begins with a remark; the list of revoked keys has those of others',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('RevokedKeys /etc/ssh/revoked');
    host.write('/etc/systemd/journald.conf.d/none.conf', '[Journal]\nStorage=none\n');
  },
  breakIt: async (host) => {
    await host.exec(
      `cp /etc/ssh/ssh_host_rsa_key.pub /etc/ssh/revoked; f=/home/alice/.ssh/authorized_keys; { printf '# keys of alice\r'; tr '\n' '\r' < $f; } > /tmp/list; cat /tmp/list > $f; rm /tmp/list`,
    );
  },
};
