import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-hup-bad-config',
  title: 'a HUP by hand while the configuration is broken',
  releases: ['trixie'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    host.sshd('Ciphers aes256-cbd');
    // The unit's own reload would have tested the file first.
    await host.exec(
      'kill -HUP $(systemctl show -P MainPID ssh); timeout 10 sh -c "until systemctl is-failed ssh; do sleep 0.1; done"',
    );
  },
};
