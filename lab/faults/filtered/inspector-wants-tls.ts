import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'inspector-wants-tls',
  title: 'sshd is on port 443 to get through, and a firewall on the way resets what is not TLS there',
  releases: ['trixie'],
  truth: { causes: ['middlebox-closes'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-p', '443', 'alice@web1'],
  prepare: (host, { person }) => {
    host.sshd('Port 443');
    person.write('.ssh/config', 'Host *\n  StrictHostKeyChecking no\n');
  },
  breakIt: async (_host, { router }) => {
    await router.exec(
      `nft 'add table ip guard; add chain ip guard forward { type filter hook forward priority 0; }; add rule ip guard forward tcp dport 443 @ih,0,8 != 0x16 @ih,0,32 0x5353482d reject with tcp reset'`,
    );
  },
};
