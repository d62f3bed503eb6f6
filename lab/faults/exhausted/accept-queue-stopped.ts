import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'accept-queue-stopped',
  title: 'sshd is stopped by a signal, and others have filled its queue of 129',
  releases: ['bookworm'],
  truth: { causes: ['accept-queue-full'], hidden: ['sshd-frozen'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec('kill -STOP $(cat /run/sshd.pid)');
    await net.router.start("sh -c 'for i in $(seq 135); do (sleep 300 | nc 10.71.2.20 22) & done; wait'");
    await host.exec(
      "until [ $(ss -Hltn 'sport = 22' | awk '$1 == \"LISTEN\" && $4 ~ /^0/ { print $2 }') -gt 128 ]; do sleep 0.1; done",
    );
  },
};
