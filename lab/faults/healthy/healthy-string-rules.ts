import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-string-rules',
  title: 'rules that look into packets: for other words, and behind one that admits all that is established',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(
      `iptables -A INPUT -p tcp -m string --algo bm --string BitTorrent -j DROP && \
iptables -A OUTPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT && \
iptables -A OUTPUT -p tcp -m string --algo kmp --string SSH-2.0 -j REJECT --reject-with tcp-reset`,
    );
  },
};
