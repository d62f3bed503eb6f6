import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'dropbear-no-keys',
  title: 'Dropbear in the place of sshd, and its key was never made',
  releases: ['trixie'],
  truth: { causes: ['hostkeys-missing'], hidden: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/dropbear.service',
      '[Service]\nExecStart=/usr/sbin/dropbear -F -E -r /etc/dropbear/dropbear_ed25519_host_key -p 22\n[Install]\nWantedBy=multi-user.target\n',
    );
  },
  breakIt: async (host) => {
    await host.exec(
      `systemctl disable --now ssh; systemctl daemon-reload; systemctl start dropbear; timeout 20 sh -c 'until systemctl is-failed dropbear; do sleep 0.1; done'; rm -f /etc/dropbear/*_key`,
    );
  },
};
