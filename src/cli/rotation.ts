import { basename } from 'node:path';

/** A file of a rotated log: which log, and how old it is, more being older. */
interface Turn {
  readonly log: string;
  readonly age: number;
}

/** `auth.log`, `auth.log.1`, `auth.log.2.gz`, `auth.log-20260101.gz`, as logrotate(8) names them. */
function turnOf(name: string): Turn {
  const plain = name.replace(/\.(?:gz|zst|xz|bz2)$/, '');
  const numbered = /^(.*?)\.(\d{1,4})$/.exec(plain);
  if (numbered !== null) return { log: numbered[1] ?? '', age: Number(numbered[2]) };
  const dated = /^(.*?)[-.](\d{4})-?(\d\d)-?(\d\d)(?:[-.T_](\d{1,10}))?$/.exec(plain);
  if (dated === null) return { log: plain, age: 0 };
  const [, log = '', year, month, day, more = '0'] = dated;
  // Later is younger, and none is as young as the file that is written to.
  return { log, age: 1e20 - Number(`${year}${month}${day}`) * 1e11 - Number(more) };
}

/** The same files, log by log, each from its oldest part to its youngest. Logs come in the order in which they were named. */
export function byLog<T extends { readonly name: string }>(inputs: readonly T[]): readonly (readonly T[])[] {
  const logs = new Map<string, T[]>();
  for (const input of inputs) {
    const { log } = turnOf(input.name);
    logs.set(log, [...(logs.get(log) ?? []), input]);
  }
  return [...logs.values()].map((files) =>
    files.sort((a, b) => turnOf(b.name).age - turnOf(a.name).age || (basename(a.name) < basename(b.name) ? -1 : 1)),
  );
}
