import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'host-rsa-key-too-short',
  title: 'the client wants RSA keys of 4096 bits, and the host has one of 2048 and no other',
  releases: ['bookworm'],
  truth: { causes: ['algorithm-mismatch'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host) => host.sshd('HostKey /etc/ssh/own_rsa'),
  breakIt: async (host, { person }) => {
    await host.exec(
      'ssh-keygen -q -t rsa -b 2048 -N "" -f /etc/ssh/own_rsa; systemctl reset-failed ssh; systemctl restart ssh',
    );
    person.write('.ssh/known_hosts', `web1,10.71.2.20 ${await host.exec('cat /etc/ssh/own_rsa.pub')}`);
    person.write('.ssh/config', 'Host *\n  RequiredRSASize 4096\n  IdentityAgent ~/.ssh/agent-of-yesterday\n');
  },
};
