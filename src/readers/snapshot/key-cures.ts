import type { Fix } from '../../model/fix.ts';
import type { KeyBar } from '../../model/server-observation.ts';

/* What helps where a key is in no list that sshd reads for the account, or stands in one and is kept out. */

const bars: Readonly<Record<Exclude<KeyBar, 'algorithm'>, string>> = {
  from: 'lets the key in from other addresses alone (from=): add the one that the client comes from',
  'expiry-time': 'has run out (expiry-time): give it a later time, or ask whether the key should still be good',
  option: 'begins with an option that sshd does not know, or has a space where a comma belongs: put that right',
  authority: 'marks the key as an authority, which signs others and opens nothing itself: take cert-authority away',
};

/** A line that keeps the key out. */
export function curesOfLine(path: string, line: number, bar: KeyBar): readonly Fix[] {
  if (bar === 'algorithm') return [];
  const say = `Line ${line} of ${path} ${bars[bar]}.`;
  return [
    { who: 'account', risk: 'none', say, commands: [`sed -n '${line}p' ${path}`, `\${EDITOR:-vi} +${line} ${path}`] },
  ];
}

/** No line of the lists lets the key in. `home`: of the account. */
export function curesOfLists(paths: readonly string[], home: string, damaged: boolean): readonly Fix[] {
  const [path] = paths;
  if (path === undefined) return [];
  const which = `${path} is ${paths.length > 1 ? 'the first list' : 'the list'} that sshd reads for this account`;
  return [...(damaged ? [mend(paths)] : []), path.startsWith(`${home}/`) ? own(path, which) : ofAdmin(path, which)];
}

function mend(paths: readonly string[]): Fix {
  const say =
    'A line of the list is no key: a break, a missing letter or a mark at its beginning. See which, and write it anew.';
  return { who: 'account', risk: 'none', say, commands: paths.map((path) => `ssh-keygen -lf ${path}; cat -A ${path}`) };
}

function own(path: string, which: string): Fix {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return {
    who: 'account',
    risk: 'none',
    say: `${which}. On the server, as that user: add the public key to it, one line, and close it to others.`,
    commands: [
      `mkdir -p ${folder} && chmod 700 ${folder}`,
      `printf '%s\\n' 'PASTE THE PUBLIC KEY HERE' >> ${path} && chmod 600 ${path}`,
      `ssh-keygen -lf ${path}`,
    ],
    undo: [`sed -i '$d' ${path}`],
  };
}

function ofAdmin(path: string, which: string): Fix {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return {
    who: 'server',
    risk: 'none',
    say: `${which}, and not one in the home. On the server, as root: add the public key to it, or let AuthorizedKeysFile name the list that has it.`,
    commands: [
      `mkdir -p ${folder}`,
      `printf '%s\\n' 'PASTE THE PUBLIC KEY HERE' >> ${path} && chmod 644 ${path}`,
      `ssh-keygen -lf ${path}; sshd -T | grep -i authorizedkeysfile`,
    ],
    undo: [`sed -i '$d' ${path}`],
  };
}

/** A program is asked for the keys. Words that a shell would take otherwise than sshd are left to the reader. */
export function curesOfCommand(command: string, runner: string, user: string): readonly Fix[] {
  if (!/^[\w./@+=,: -]+$/.test(command) || !/^[\w.-]+$/.test(runner) || !/^[\w.@+-]+$/.test(user)) return [];
  const [program = ''] = command.split(' ');
  return [
    {
      who: 'server',
      risk: 'none',
      say: `sshd asks a program for the keys of ${user}, as the user ${runner}. See what it answers, and that it ends with status 0: a full disk or a directory that does not answer stops it. sshd runs it only if that user exists, and if the program and each directory above it belong to root and no other may write there.`,
      commands: [
        `id ${runner}; namei -l ${program}`,
        `runuser -u ${runner} -- ${command}; echo "status $?"`,
        'df -h; df -i',
      ],
    },
  ];
}
