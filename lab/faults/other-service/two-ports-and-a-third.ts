import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'two-ports-and-a-third',
  title: 'sshd on ports 22 and 2222, and the client dials 2202',
  releases: ['bookworm'],
  truth: { causes: ['wrong-host-or-port'], hidden: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-p', '2202', 'alice@web1'],
  prepare: (host) => {
    host.sshd('Port 22\nPort 2222');
    host.write('/etc/hosts.deny', 'sshd: 192.0.2.0/255.255.255.0\n');
    host.write(
      '/var/log/auth.log',
      `Nov 20 03:12:01 web1 sshd[811]: error: Bind to port 22 on 0.0.0.0 failed: Address already in use.
Nov 20 03:12:01 web1 sshd[811]: error: Bind to port 22 on :: failed: Address already in use.
Nov 20 03:12:01 web1 sshd[811]: fatal: Cannot bind any address.
Nov 20 03:14:40 web1 sshd[902]: Server listening on 0.0.0.0 port 22.
Nov 21 11:02:13 web1 sshd[1440]: Failed password for root from 203.0.113.7 port 40122 ssh2
Nov 21 11:02:15 web1 sshd[1440]: Failed password for root from 203.0.113.7 port 40122 ssh2
`,
      0o640,
    );
  },
};
