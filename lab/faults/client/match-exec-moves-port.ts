import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'match-exec-moves-port',
  title: 'a Match exec of ssh_config takes another port where a file of the old office is there',
  releases: ['trixie'],
  truth: { causes: ['wrong-host-or-port'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, { person }) => {
    person.write('.at-office', '');
    person.write('.ssh/config', 'Match originalhost web1 exec "test -e ~/.at-office"\n  Port 2022\n');
  },
};
