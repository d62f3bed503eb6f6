/*
 * What dpkg, rpm and Windows say of the SSH server's package, asked at another prompt than the one that ssh was called at.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, factAt, hasMark, linesOf } from './pasted.ts';
import { clean } from './ssh-log/text.ts';

export const reader: Reader = {
  id: 'package-checks',
  title: 'the package of the SSH server',
  knows: [
    { program: 'dpkg, rpm', texts: ['dpkg -l openssh-server', 'rpm -q openssh-server'] },
    { program: 'Get-WindowsCapability', texts: ['Get-WindowsCapability -Online -Name OpenSSH*'] },
  ],
  vantage: 'server',
  recognise: (lines) => packagesIn(lines).map(({ i }) => i),
  read,
};

const none = /^(?:dpkg-query: no packages found matching (openssh-server)|package (openssh-server) is not installed)$/;
/** Two letters: what is wanted, and what is there. */
const row = /^([a-z][a-z]) {1,3}(openssh-server)(?::\w+)? {1,80}\S/;
const held = /^(openssh-server)-\d\S*\.(?:x86_64|aarch64|noarch|i686|ppc64le|s390x)$/;
const windows = /^State +: (NotPresent|Installed)$/;
const typed = /^(.{0,120}?[$#%>]) ?((?:\/|[a-z])\S* .*)$/;
const dials = /^(?:sudo |time )?(?:ssh|scp|sftp) /;

function packagesIn(raw: readonly string[]): readonly { readonly i: number; readonly installed: boolean }[] {
  if (!hasMark(raw, /openssh[-.]server/i)) return [];
  const lines = raw.map((line) => clean(line).slice(0, 400));
  const isApart = apartLines(raw);
  const prompts = lines.map((line) => typed.exec(line));
  const clients = new Set(prompts.flatMap((found) => (dials.test(found?.[2] ?? '') ? [found?.[1]] : [])));
  return lines.flatMap((line, i) => {
    const capability = /^Name +: OpenSSH\.Server~/.test(line) ? windows.exec(lines[i + 1] ?? '')?.[1] : undefined;
    if (capability !== undefined && !isOfCaller(lines, i)) return [{ i: i + 1, installed: capability === 'Installed' }];
    const state = row.exec(line)?.[1];
    const installed = held.test(line) || state?.[1] === 'i';
    if (!none.test(line) && state === undefined && !installed) return [];
    const above = prompts.slice(0, i).findLast((found) => found !== null);
    return above == null || clients.has(above[1]) || isApart(i) ? [] : [{ i, installed }];
  });
}

/** A prompt of Windows does not tell whose machine it is: the same one as that at which ssh was called is the client's. */
function isOfCaller(lines: readonly string[], i: number): boolean {
  const prompts = lines.map((line) => /^(?:PS ?)?([^>]{0,120}>) ?(\S.*)$/.exec(line));
  const above = prompts.slice(0, i).findLast((found) => found !== null);
  return prompts.some((found) => found?.[1] === above?.[1] && /^ssh(?:\.exe)? /.test(found?.[2] ?? ''));
}

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const observations = packagesIn(raw).map(
    ({ i, installed }): Observation => factAt(id, raw, i, 'server.package', { name: 'openssh-server', installed }),
  );
  return { covers: [], observations };
}
