import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hosts-allow-asks-a-script',
  title: 'hosts.allow asks a script about each address, and the script says no',
  releases: ['trixie'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write(
      '/usr/local/bin/by-country',
      '#!/bin/sh\n# The list of addresses is fetched each night.\ngrep -qxF "$1" /var/lib/by-country/allowed\n',
      0o755,
    );
    host.write('/var/lib/by-country/allowed', '10.71.9.9\n');
    host.write('/etc/hosts.deny', 'sshd: ALL\n');
    host.write('/etc/hosts.allow', 'sshd: ALL: aclexec /usr/local/bin/by-country %a\n');
    host.sshd('MaxStartups 3:50:6\nPerSourceMaxStartups 4');
  },
};
