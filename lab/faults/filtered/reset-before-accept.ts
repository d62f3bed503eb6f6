import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'reset-before-accept',
  title: 'a rule before the connection tracking resets what comes from afar, and MaxStartups is 1',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('MaxStartups 1:100:1\nPerSourceMaxStartups 1'),
  breakIt: async (host) => {
    await host.exec(`nft -f - <<'END'
table inet shield {
  set office {
    type ipv4_addr
    flags interval
    elements = { 10.71.2.0/24, 198.51.100.0/24 }
  }
  chain away {
    reject with tcp reset
  }
  chain pre {
    type filter hook prerouting priority -300;
    iifname "eth0" tcp dport 22 ip saddr != @office jump away
  }
}
END`);
  },
};
