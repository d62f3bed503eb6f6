import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-ipv6-policy-fail',
  title: 'a router on the way answers that the source address fails its policy; a rule of the client rejects mail',
  releases: ['trixie'],
  truth: { causes: ['admin-prohibited'], hidden: ['firewall-network'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (_host, { client, router }) => {
    await client.exec('ip6tables -A OUTPUT -p tcp --dport 25 -j REJECT --reject-with icmp6-adm-prohibited');
    await router.exec('ip6tables -A FORWARD -p tcp --dport 22 -j REJECT --reject-with icmp6-policy-fail');
  },
};
