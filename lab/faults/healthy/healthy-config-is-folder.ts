import { mkdirSync } from 'node:fs';
import type { Fault } from '../../fault.ts';
import { listening, sshdAgain, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'healthy-config-is-folder',
  title: 'a container whose sshd_config is a folder, since what was bound is not there: sshd takes its defaults',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: sshdAgain,
  prepare: (host) => {
    withoutSystemd(host);
    host.remove('/etc/ssh/sshd_config');
    mkdirSync(`${host.root}/etc/ssh/sshd_config`);
  },
  breakIt: async (host) => {
    await host.exec(listening);
  },
};
