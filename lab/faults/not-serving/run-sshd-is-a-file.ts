import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'run-sshd-is-a-file',
  title: 'a script wrote a file where /run/sshd has to be a directory',
  releases: ['bookworm'],
  truth: { causes: ['run-sshd-missing'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec('rmdir /run/sshd; date > /run/sshd');
  },
};
