import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'port-taken-silent',
  title: 'a trap that only writes down what comes took port 22 first',
  releases: ['bookworm'],
  truth: { causes: ['port-taken'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('systemctl stop ssh');
    await host.start('socat -u TCP-LISTEN:22,reuseaddr,fork OPEN:/var/log/trap,creat,append');
    await host.exec(
      'timeout 10 sh -c "until ss -Hltn | grep -q :22; do sleep 0.1; done"; systemctl restart ssh || true',
    );
    await host.exec('timeout 10 sh -c "until journalctl | grep -q already.in.use; do sleep 0.1; done"');
  },
};
