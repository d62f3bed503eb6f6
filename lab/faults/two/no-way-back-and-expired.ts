import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'no-way-back-and-expired',
  title: 'the server has no route to the client, and the account has ended',
  releases: ['bookworm'],
  truth: { causes: ['return-route-missing'], hidden: ['account-expired'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`chage -E 2022-02-02 alice; ip route del default`);
  },
};
