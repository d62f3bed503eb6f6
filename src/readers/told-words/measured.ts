/*
 * How long a login took by time(1), and how long the server waits for the name of an address.
 */
import type { Observation } from '../../model/observation.ts';
import { isHead } from '../noise/heads.ts';
import { clientLines, commandAbove, factAt, hasMark } from '../pasted.ts';
import { clean } from '../ssh-log/text.ts';

/** What runs there takes no time of its own. */
const login =
  /^time ssh (?:-\S+ (?:[^-\s]\S* )?)*\S+ ["']?(?:true|:|exit|hostname|uptime|date|id|whoami|pwd|echo \S+)["']?$/;
const reverse = /^time (?:getent hosts|host|dig -x|nslookup) [\da-f.:]*[.:][\da-f.:]*$/i;
const real = /^real\s+(\d+)m([\d.,]+)s$/;
/** Who logs in far away waits for a second or two. */
const slow = 4000;
const reach = 6;

interface Measure {
  readonly i: number;
  readonly ms: number;
  readonly command: string;
}

/** A login that works after a wait; beside it the server's own look-up of a name, where that waits as well. */
export function measured(raw: readonly string[], id: string): readonly Observation[] {
  if (!hasMark(raw, /^\s*real\s/)) return [];
  const onClient = clientLines(raw);
  const all = raw.flatMap((line, i): readonly Measure[] => {
    const [, minutes, seconds = ''] = real.exec(clean(line)) ?? [];
    const ms = Number(minutes) * 60_000 + Number(seconds.replace(',', '.')) * 1000;
    const command = minutes === undefined ? null : commandAbove(raw, i - 1, reach);
    return command === null || !(ms >= slow) ? [] : [{ i, ms, command }];
  });
  const worked = ({ i }: Measure): boolean => !raw.slice(Math.max(0, i - reach), i).some((line) => isHead(clean(line)));
  const logins = all.filter((one) => login.test(one.command) && worked(one));
  const looked = logins.length === 0 ? [] : all.filter(({ i, command }) => reverse.test(command) && !onClient(i));
  return [
    ...logins.slice(-1).map(({ i, ms }) => factAt(id, raw, i, 'auth.pause', { step: 'unknown', ms })),
    ...looked.slice(-1).map(({ i }) => factAt(id, raw, i, 'server.lookup', { what: 'reverse', state: 'slow' })),
  ];
}
