import { type Owner, wordAfter } from '../owner.ts';

/** knockd leaves no mark on its rules: only its file tells, which is the command with `%IP%` in it (knockd(1)). */
const path = '/etc/knockd.conf';

export const owner: Owner = {
  id: 'knockd',
  tells: [{ as: path, mark: /^\s*(?:start_)?command\s*=.*%IP%/im }],
  own: ({ text = '' }, { told }) => {
    const file = told.get(path);
    if (file === undefined || text === '') return null;
    for (const door of doorsOf(file)) {
      if (!door.commands.some((command) => isMade(command, text))) continue;
      const address = wordAfter(text, '-s')?.replace(/\/\d+$/, '');
      const setting = `${doorText(door.name)}${address === undefined ? '' : `, knocked by ${address}`}`;
      return {
        tool: 'knockd',
        setting,
        command: door.ports.length === 0 ? null : `knock SERVER ${door.ports.join(' ')}`,
      };
    }
    return null;
  },
};

/** A section of the file, as the setting that it is. */
export function doorText(name: string): string {
  return `[${name}] in ${path}`;
}

interface Door {
  readonly name: string;
  readonly ports: readonly string[];
  readonly commands: readonly string[];
}

function doorsOf(file: string): readonly Door[] {
  return file
    .split(/^\s*\[/m)
    .slice(1)
    .map((section) => {
      const lines = section.split('\n');
      const values = (keys: RegExp): readonly string[] =>
        lines.flatMap((line) => {
          const [, key = '', value = ''] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
          return keys.test(key.toLowerCase()) ? [value] : [];
        });
      const ports = (values(/^sequence$/)[0] ?? '').split(',').map((port) => port.trim());
      return {
        name: lines[0]?.replace(/\].*/, '') ?? '',
        ports: ports.filter((port) => port !== ''),
        commands: values(/^(?:start_)?command$/),
      };
    });
}

/** Whether the command makes this rule, whatever the address. */
function isMade(command: string, rule: string): boolean {
  const asked = /ip6?tables\S*\s+(?:-w\s+)?(.*)$/.exec(command)?.[1];
  if (asked === undefined || !asked.includes('%IP%')) return false;
  return plain(asked.replaceAll('%IP%', 'IP')) === plain(rule.replace(/ -s \S+/, ' -s IP'));
}

/** Options in one order; what iptables-save adds is left out. */
function plain(rule: string): string {
  const options = ` ${rule.replace(/(?:^| )-I (\S+)(?: \d+)?/, ' -A $1').replace(/ -m (?:tcp|udp)(?= )/g, '')}`;
  return options
    .split(/ (?=-)/)
    .map((option) => option.trim())
    .sort()
    .join(' ');
}
