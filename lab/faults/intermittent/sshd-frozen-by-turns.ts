import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-frozen-by-turns',
  title: 'sshd is stopped in its tracks for twelve of eighteen seconds',
  releases: ['trixie'],
  truth: { causes: ['sshd-frozen'], stage: 'identification', outcome: 'degraded' },
  clientSettles: false,
  repeat: 12,
  breakIt: async (host) => {
    const turn = 'kill -STOP $p; sleep 12; kill -CONT $p; sleep 6';
    await host.start(`sh -c 'p=$(systemctl show ssh -p MainPID --value); while :; do ${turn}; done'`);
    await host.exec(
      'until grep -q "State:.T" /proc/$(systemctl show ssh -p MainPID --value)/status; do sleep 0.05; done',
    );
  },
};
