import type { Fault } from '../../fault.ts';
import { listening, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'healthy-initd',
  title: 'a host without systemd, with the log of a bad night',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: `exec sleep infinity`,
  prepare: (host) => {
    withoutSystemd(host);
  },
  breakIt: async (host) => {
    await host.exec(
      `rsyslogd 2>/dev/null; until [ -S /dev/log ]; do sleep 0.1; done; for line in 'fatal: Cannot bind any address.' 'error: Could not load host key: /etc/ssh/ssh_host_rsa_key' 'Received signal 15; terminating.' 'User alice not allowed because account is locked'; do logger -p auth.info -t 'sshd[77]' "$line"; done; until grep -q 'account is locked' /var/log/auth.log; do sleep 0.1; done; service ssh start; ${listening}`,
    );
  },
};
