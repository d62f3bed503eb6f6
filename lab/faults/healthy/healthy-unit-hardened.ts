import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-unit-hardened',
  title: 'a unit with a dozen settings of a hardening guide, none of which a login needs',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/ssh.service.d/hardening.conf',
      `[Service]
NoNewPrivileges=yes
PrivateTmp=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectHostname=yes
ProtectClock=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
CapabilityBoundingSet=~CAP_SYS_MODULE CAP_SYS_TIME CAP_SYS_RAWIO
SystemCallFilter=~@reboot @swap @module
InaccessiblePaths=/srv
ReadOnlyPaths=/etc
UMask=0777
`,
    );
  },
};
