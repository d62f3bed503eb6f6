import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'address-in-use-long-ago-masked',
  title: 'the port was taken once, as the logs tell, and today somebody masked the unit',
  releases: ['trixie'],
  truth: { causes: ['sshd-masked'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
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
    await host.exec('systemctl stop ssh');
    await host.start('socat TCP-LISTEN:22,reuseaddr,fork SYSTEM:cat');
    await host.exec('timeout 10 sh -c "until ss -Hltn | grep -q :22; do sleep 0.1; done"');
    await host.attempt('systemctl restart ssh');
    await host.exec('timeout 10 sh -c "until journalctl | grep -q already.in.use; do sleep 0.1; done"');
    await host.exec(
      'kill $(pidof socat) && systemctl reset-failed ssh; systemctl restart ssh && systemctl mask --now ssh',
    );
  },
};
