import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'chroot-put-right-and-false',
  title: 'the ChrootDirectory with bad modes was taken out; what replaced it is ForceCommand false',
  releases: ['bookworm'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('Match User alice\n  ChrootDirectory /home/alice'),
  breakIt: async (host, { person }) => {
    for (let round = 0; round < 2; round++) {
      await person.run(['ssh', '-o', 'BatchMode=yes', 'alice@web1', 'true'], { timeoutMs: 20_000 });
    }
    host.sshd('Match User alice\n  ForceCommand /usr/bin/false');
    await host.exec('systemctl restart ssh');
  },
};
