import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-admission-ran-out',
  title: 'admissions to the port are entered in a set for an hour, and hers has run out',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`nft -f - <<'END'
table inet guard {
  set admins { type ipv4_addr; flags timeout; timeout 1h; elements = { 10.71.1.10 timeout 1s } }
  chain input {
    type filter hook input priority 0; policy accept;
    tcp dport 22 ip saddr @admins accept
    tcp dport 22 reject with tcp reset
  }
}
END
until ! nft list set inet guard admins | grep -q 10.71.1.10; do sleep 0.2; done`);
  },
};
