import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-line-options-typo',
  title: 'two options before the key are parted by a space where a comma belongs',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host) => {
    const list = '/home/alice/.ssh/authorized_keys';
    host.write('/root/options', 'from="10.71.0.0/16" no-agent-forwarding \n');
    host.write('/root/join', `paste -d '' /root/options ${list} > /root/new; cat /root/new > ${list}\n`);
  },
  breakIt: async (host) => {
    await host.exec('sh /root/join; rm /root/options /root/join /root/new');
  },
};
