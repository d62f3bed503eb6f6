import { all, any, not, seen, stopsAt } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { sshdLog } from '../checks.ts';
import { endsAfterKey, endsBeforeMethods, loggedIn, onlyKeysRefused, saidByPam } from '../signs.ts';

const told =
  /Your password has expired|^Password expired\. Change your password now|You are required to change your password immediately|Password change required but no TTY/;
const logged =
  /pam_unix\(sshd:account\): expired password for user |^pam_winbind\(sshd:account\): user '.+' password expired|^pam_sss\(sshd:account\): .*: 12 \(Authentication token is no longer valid|^User .+ password has expired \((root forced|password aged)\)|^(fatal: )?Password expired/;

export const cause: Cause = {
  id: 'password-expired',
  stage: 'auth',
  family: 'account',
  who: 'account',
  decidedBy: 'server',
  meaning: 'the password has expired and must be changed',
  title: 'The password of {user} on {host} has expired and must be changed before anything else runs.',
  sees: 'A message about an expired password, then the session ends. Without a terminal it ends at once or hangs.',
  why: `The password is older than the server allows, or an administrator asked for a change at the next login. It holds for logins
    by key too. Commands, copies and jobs have no terminal on which to type a new one.`,
  cases: 3,
  behind: { 'auth.closed': 1, 'auth.reset': 1, 'session.closed': 1, 'session.silent': 1, 'session.reset': 1 },
  requires: any(stopsAt('auth', 'session'), all(not(seen('symptom')), seen('auth.end', { how: 'denied' }))),
  proves: any(
    saidByPam(told),
    seen('session.end', { text: told }),
    seen('session.noise', { text: told }),
    seen('sshd.log', { message: logged }),
    seen('server.log', { message: logged }),
  ),
  suggests: [
    seen('sshd.log', { message: /NTSTATUS: NT_STATUS_PASSWORD_(?:EXPIRED|MUST_CHANGE)\b/ }),
    seen('auth.banner', { text: told }),
    seen('server.account', { state: 'password-expired' }),
    all(seen('auth.end', { how: 'success' }), seen('session.end', { how: 'exited', status: 1 })),
  ],
  // The login goes on to the session, and there the server says why it ends.
  excludes: any(
    onlyKeysRefused,
    endsBeforeMethods,
    endsAfterKey,
    // A line of the log may be of the day before it was changed.
    not(seen('server.account', { state: 'password-expired' })),
    seen('session.refused'),
    all(loggedIn, seen('session.end', { how: ['closed', 'reset'] })),
    all(seen('session.end', { how: 'exited' }), not(seen('session.end', { text: /\S/ })), not(seen('auth.banner'))),
  ),
  stands: all(
    seen('server.account', { state: 'password-expired' }),
    seen('server.setting', { keyword: 'usepam', value: 'yes' }),
  ),
  lookalikes: [
    { cause: 'account-expired', difference: 'The account itself is past its date; a new password does not help.' },
    { cause: 'shell-exits', difference: 'The session ends at once there too, but nothing speaks of a password.' },
    { cause: 'nologin', difference: 'All ordinary users are refused, with the text of /etc/nologin.' },
  ],
  check: sshdLog,
  fix: [
    {
      who: 'account',
      risk: 'none',
      say: 'Log in from a terminal, type the old password once and a new one twice. The session then closes: log in again.',
      commands: ['ssh -t -p {port} {user}@{host}'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'Linux',
      say: 'Or from a console: set a new password; for an account that only uses keys, switch the ageing off.',
      commands: ['chage -l {user}', 'chage -d "$(date +%F)" -M -1 {user}'],
      undo: ['chage -d 0 {user}'],
    },
  ],
  sources: ['chage(1)', 'shadow(5)', 'pam_unix(8)', 'openssh-portable session.c: do_pwchange'],
};

export const examples: readonly Example[] = [
  {
    name: 'winbind says that the password has run out',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'auth.closed', stage: 'auth' }],
      ['sshd.log', { message: "pam_winbind(sshd:account): user 'CORP\\bob' password expired" }],
    ],
  },
  {
    name: 'the server says so and ends the session, since there is no terminal',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['auth.banner', { text: 'You are required to change your password immediately (administrator enforced).' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      [
        'session.end',
        {
          how: 'exited',
          status: 1,
          text: 'WARNING: Your password has expired.\nPassword change required but no TTY available.',
        },
      ],
    ],
  },
  {
    name: 'PAM logs it',
    expect: 'confirmed',
    seen: [
      ['symptom', { is: 'session.closed', stage: 'session' }],
      ['sshd.log', { message: 'pam_unix(sshd:account): expired password for user alice (password aged)' }],
    ],
  },
  {
    name: 'look-alike: a session that ends with status 1 and says nothing',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 1 }],
    ],
  },
  {
    name: 'the snapshot shows an account whose dates are far off',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'session.failed', stage: 'session' }],
      ['auth.end', { how: 'success', method: 'publickey' }],
      ['session.end', { how: 'exited', status: 1, text: 'no such choice' }],
      ['server.account', { user: 'alice', state: 'ok', shell: 'unusual' }],
    ],
  },
  {
    name: 'a refused port never got that far',
    expect: 'ruled-out',
    seen: [['symptom', { is: 'tcp.refused', stage: 'tcp' }]],
  },
  {
    name: 'it waits behind a port that does not answer',
    expect: 'ruled-out',
    waits: true,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.account', { user: 'alice', state: 'password-expired' }],
      ['server.setting', { keyword: 'usepam', value: 'yes' }],
    ],
  },
  {
    name: 'look-alike: behind a port that does not answer it stops nobody',
    expect: 'ruled-out',
    waits: false,
    seen: [
      ['symptom', { is: 'tcp.timeout', stage: 'tcp' }],
      ['server.account', { user: 'alice', state: 'password-expired' }],
      ['server.setting', { keyword: 'usepam', value: 'no' }],
    ],
  },
];
