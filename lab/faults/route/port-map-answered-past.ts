import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'port-map-answered-past',
  title: 'a port map leads to the server, which answers past it: from its own address and by another cable',
  releases: ['bookworm'],
  truth: { causes: ['return-route-missing'], hidden: ['port-mapping-wrong'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    const { client, server } = net.namespaces;
    net.names(['10.71.9.9 web1']);
    await net.router.exec(`ip link add direct netns ${client} type veth peer name direct netns ${server}
      ip -n ${client} address add 10.71.5.1/24 dev direct; ip -n ${client} link set direct up
      ip -n ${server} address add 10.71.5.2/24 dev direct; ip -n ${server} link set direct up
      ip -n ${server} route add 10.71.1.0/24 via 10.71.5.1
      nft 'add table ip dmap; add chain ip dmap pre { type nat hook prerouting priority -100; }; add rule ip dmap pre ip daddr 10.71.9.9 tcp dport 22 dnat to 10.71.2.20'`);
  },
};
