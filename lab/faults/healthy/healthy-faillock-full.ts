import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-faillock-full',
  title: 'pam_faillock has shut the account after wrong passwords, and a login by key does not ask it',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`sed -i '1i auth required pam_faillock.so preauth deny=3\\nauth [default=die] pam_faillock.so authfail deny=3' /etc/pam.d/common-auth
mkdir -p /run/faillock; perl -e 'for (1 .. 5) { print pack("a52 v v Q", "10.71.9.9", 0, 5, time - $_) }' > /run/faillock/alice; chown alice /run/faillock/alice; chmod 660 /run/faillock/alice; faillock --user alice`);
  },
};
