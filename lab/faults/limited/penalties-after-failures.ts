import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'penalties-after-failures',
  title: 'PerSourcePenalties after failed logins',
  releases: ['trixie'],
  truth: { causes: ['persourcepenalties'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host) => host.sshd('PerSourcePenalties authfail:60s'),
  breakIt: async (host, net) => {
    // Keys that are only asked about are no failures to sshd: it takes wrong passwords.
    net.person.write('askpass', '#!/bin/sh\necho wrong\n', 0o700);
    const asked = ['env', 'SSH_ASKPASS=./askpass', 'SSH_ASKPASS_REQUIRE=force', 'ssh', '-o', 'PubkeyAuthentication=no'];
    await net.person.run([...asked, '-o', 'NumberOfPasswordPrompts=1', 'alice@web1'], { timeoutMs: 15_000 });
    await host.exec('until journalctl -u ssh | grep -q "Failed password"; do sleep 0.1; done');
  },
};
