import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'port-taken-web',
  title: 'a web server took port 22 first',
  releases: ['bullseye'],
  truth: { causes: ['nonssh-service'], hidden: ['port-taken'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: true,
  told: /SimpleHTTPServer|DOCTYPE HTML/,
  breakIt: async (host) => {
    await host.exec('systemctl stop ssh');
    await host.start('python3 -m http.server 22');
    await host.exec(
      'timeout 10 sh -c "until ss -Hltn | grep -q :22; do sleep 0.1; done"; systemctl restart ssh || true',
    );
    await host.exec('timeout 10 sh -c "until journalctl | grep -q already.in.use; do sleep 0.1; done"');
  },
};
