import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-home-by-link',
  title: 'the home is a link to a folder on a data disk that everybody may write to: sshd asks up to the home itself',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`mkdir -m 777 /data; mv /home/alice /data/alice; ln -s /data/alice /home/alice; chmod 777 /data`);
  },
};
