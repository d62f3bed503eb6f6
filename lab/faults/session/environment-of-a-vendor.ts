import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'environment-of-a-vendor',
  title: '~/.ssh/environment names a folder of libraries, in which libc was cut to nothing',
  releases: ['bookworm'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('PermitUserEnvironment yes\nMaxSessions 1');
    host.write('/opt/vendor/lib/libc.so.6', '');
    host.write('/home/alice/.ssh/environment', 'LD_LIBRARY_PATH=/opt/vendor/lib\n');
  },
};
