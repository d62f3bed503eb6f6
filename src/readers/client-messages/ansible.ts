/*
 * Ansible puts the whole output of ssh into one JSON string; what counts is that output.
 */
import type { Observation, Reading } from '../../model/observation.ts';
import { readSshLog } from '../ssh-log.ts';

const wrapped = /(?:host via ssh: |can be reached over ssh: )(.*?)(?:", "[a-z_]+": .*|"[,}]?.*)?$/;

/** The output of ssh in a line of Ansible, its escapes undone; null for any other line. */
export function sshInside(line: string): string | null {
  if (!/UNREACHABLE!|"msg": "/.test(line)) return null;
  const inner = wrapped.exec(line.slice(0, 16384))?.[1];
  if (inner === undefined) return null;
  return inner.replaceAll(/(?:\\r)?\\n/g, '\n').replaceAll(/\\(["\\/])/g, '$1');
}

/** The facts of that output, at the line of Ansible. */
export function readAnsible(line: string, evidence: string, n: number): Reading | null {
  const inner = sshInside(line);
  // Of one form of the message the reader of ssh knows all, of the other some lines of several.
  if (inner === null) return null;
  const { observations, notes = [] } = readSshLog(inner, evidence);
  const asItStands = readSshLog(line, evidence).observations;
  if (asItStands.length > 0 && asItStands.every((o) => o.kind !== 'connection.end')) return null;
  if (observations.length === 0 && notes.length === 0) return null;
  return {
    covers: [],
    observations: observations.map((o): Observation => ({ ...o, at: { ...o.at, line: n } })),
    notes,
  };
}
