import { basename } from 'node:path';

/** A file of a rotated log: which log, and how old it is, more being older. */
interface Turn {
  readonly log: string;
  readonly age: number;
}

/** `auth.log`, `auth.log.1`, `auth.log.2.gz`, `auth.log-20260101.gz`, as logrotate(8) names them. */
export function turnOf(name: string): Turn {
  const plain = name.replace(/\.(?:gz|zst|xz|bz2)$/, '');
  const numbered = /^(.*?)\.(\d{1,4})$/.exec(plain);
  if (numbered !== null) return { log: numbered[1] ?? '', age: Number(numbered[2]) };
  const dated = /^(.*?)[-.](\d{4})-?(\d\d)-?(\d\d)(?:[-.T_](\d{1,10}))?$/.exec(plain);
  if (dated === null) return { log: plain, age: 0 };
  const [, log = '', year, month, day, more = '0'] = dated;
  // Later is younger, and none is as young as the file that is written to.
  return { log, age: 1e20 - Number(`${year}${month}${day}`) * 1e11 - Number(more) };
}

/** The same files, each log from its oldest part to its youngest. Logs come in the order in which they were named. */
export function inOrder<T extends { readonly name: string }>(inputs: readonly T[]): readonly T[] {
  const logs = [...new Set(inputs.map(({ name }) => turnOf(name).log))];
  return [...inputs].sort((a, b) => {
    const [x, y] = [turnOf(a.name), turnOf(b.name)];
    return logs.indexOf(x.log) - logs.indexOf(y.log) || y.age - x.age || (basename(a.name) < basename(b.name) ? -1 : 1);
  });
}
