import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'revoked-file-not-there',
  title: 'RevokedHostKeys names a file that is not there: ssh refuses every key',
  releases: ['trixie'],
  truth: { causes: ['client-config-invalid'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /in revoked keys file \S+: No such file/,
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host *\n  RevokedHostKeys /etc/ssh/revoked_keys\n'),
};
