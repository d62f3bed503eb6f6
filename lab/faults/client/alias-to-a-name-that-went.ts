import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'alias-to-a-name-that-went',
  title: 'an alias leads to a name that is no more, and a shared connection to another host is open',
  releases: ['trixie'],
  truth: { causes: ['name-not-found'], hidden: ['wrong-host-or-port'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  jump: true,
  target: ['web'],
  breakIt: async (_host, net) => {
    net.person.write(
      '.ssh/config',
      'Host web\n  HostName web1.old.lab.example\n  User alice\nHost *\n  ControlMaster auto\n  ControlPath ~/.ssh/cm-%C\n  ControlPersist 10m\n',
    );
    await serveNames(net, '--local=/#/', '--host-record=web1.lab.example,10.71.2.20');
    await net.person.run(['ssh', '-f', '-N', '-o', 'BatchMode=yes', 'alice@bastion'], { timeoutMs: 10_000 });
  },
};
