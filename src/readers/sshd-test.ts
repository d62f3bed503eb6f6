/*
 * What `sshd -t` says of a configuration that sshd refuses, typed by hand or in the log of systemd's ExecStartPre.
 */
import type { Evidence } from '../model/evidence.ts';
import type { Observation, Reading } from '../model/observation.ts';
import type { Reader } from '../model/reader.ts';
import { apartLines, linesOf, pastedView, reachOfCommand, sectionOf, speakerBelow } from './pasted.ts';
import { part } from './snapshot/checks.ts';
import { isOfServer } from './ssh-log/runs.ts';
import { clean, textLine } from './ssh-log/text.ts';
import { sshdMessage } from './sshd-log.ts';
import { ofSshdTest } from './sshd-words.ts';

export const reader: Reader = {
  id: 'sshd-test',
  title: 'what sshd -t says',
  knows: [{ program: 'sshd', texts: ['sshd -t', ofSshdTest] }],
  vantage: 'server',
  recognise: (lines) => complaints(lines).map(({ index }) => index),
  read,
};

/** What sshd -t complains of, and starts all the same. */
const harmless = /line \d+: (?:Deprecated|Unsupported) option/;

/** What ssh says of its own files in the same words. */
const ofEither = /^(?:Too many recursive configuration includes|OpenSSL version mismatch)/;

function complaints(raw: readonly string[]): readonly { readonly index: number; readonly text: string }[] {
  const ofSshd = (index: number): boolean =>
    speakerBelow(raw.slice(Math.max(0, index - reachOfCommand), index)) === 'sshd' ||
    raw.slice(0, index).some((line) => isOfServer(textLine(clean(line), 0)));
  return raw.flatMap((line, index) => {
    const text = clean(line);
    const said = ofSshdTest.test(text) || (ofEither.test(text) && ofSshd(index));
    return said && sshdMessage(line) === null ? [{ index, text }] : [];
  });
}

function read({ id, data }: Evidence): Reading {
  const raw = linesOf(data);
  const isApart = apartLines(raw);
  const found = complaints(raw).filter(({ index }) => !isApart(index));
  const refused = found.some(
    ({ text }) => !harmless.test(text) && !/^(?:Unable|Could not) .*load host key|^Permissions /.test(text),
  );
  if (!refused) return { covers: [], observations: [] };
  const lines = raw.map(() => '');
  for (const { index, text } of found) lines[index] = text;
  const read = part.read(pastedView(id, [sectionOf('sshd-t', lines, 255)], { root: true }));
  const stated = read.observations.filter(
    (o): o is Observation<'server.config-check'> => o.kind === 'server.config-check' && o.value.text !== '',
  );
  return { covers: [], observations: stated };
}
