import type { Fault } from '../../fault.ts';

const notice = `NOTICE: before you call the desk
alice@web1: Permission denied (publickey,password).
    your key is not on the list, or your account has expired.
Received disconnect from 10.71.2.20 port 22:2: Too many authentication failures
    your agent holds too many keys.
@@@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @@@
Host key verification failed.
    web1 was built again on Monday.
Connection closed by 10.71.2.20 port 22
System is going down. Unprivileged users are not permitted to log in anymore.
`;

export const fault: Fault = {
  id: 'healthy-banner-quotes',
  title: 'a notice before the login that quotes the errors people ask about',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.write('/etc/ssh/notice', notice);
    host.sshd('Banner /etc/ssh/notice');
  },
};
