import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'control-path-too-long',
  title: 'ControlPath is longer than the path of a socket may be',
  releases: ['trixie'],
  truth: { causes: ['client-config-invalid'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    const folder = `.ssh/shared-connections-of-this-laptop/${'by-host-and-user-and-port-'.repeat(3)}`;
    person.write(`${folder}/README`, 'sockets live here\n');
    person.write('.ssh/config', `Host *\n  ControlMaster auto\n  ControlPath ~/${folder}/%r-at-%h-port-%p-%C\n`);
  },
};
