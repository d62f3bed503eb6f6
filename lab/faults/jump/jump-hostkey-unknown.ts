import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-hostkey-unknown',
  title: 'the key of the jump host is not known, and nobody can be asked',
  releases: ['bookworm'],
  truth: { causes: ['jump-host-failed'], hidden: ['host-key-unknown'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Host *\n  StrictHostKeyChecking yes\n');
    await person.run([
      'sh',
      '-c',
      'sed -i "s/,bastion,[^ ]*//; s/,10.71.3.30[^ ]*//" .ssh/known_hosts; grep -c bastion .ssh/known_hosts',
    ]);
  },
};
