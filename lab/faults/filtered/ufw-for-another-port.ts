import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ufw-for-another-port',
  title: 'ufw is enabled and admits port 2222, where sshd was once; the rules of the client block other ports',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec('ufw allow 2222/tcp && ufw allow 443/tcp && ufw --force enable');
    await net.client.exec(`nft -f - <<'END'
table inet laptop {
  chain output {
    type filter hook output priority 0;
    tcp dport { 25, 445 } counter drop
    ip daddr 10.9.0.0/16 counter reject
    ip daddr 10.71.2.20 udp dport 22 drop
  }
}
END`);
  },
};
