/** Stages of a connection in the order of the wire (RFC 4253 §4.2 and §7, RFC 4252, RFC 4254). */
export const stages = [
  'config',
  'name',
  'route',
  'tcp',
  'identification',
  'kex',
  'hostkey',
  'auth',
  'session',
] as const;
export type Stage = (typeof stages)[number];

/** What the client can see at the stage where it stopped. Never fold two of them into one. */
export type What =
  | 'refused'
  | 'timeout'
  | 'closed'
  | 'reset'
  | 'silent'
  | 'unreachable'
  | 'prohibited'
  | 'not-found'
  | 'no-answer'
  | 'invalid'
  | 'not-ssh'
  | 'no-match'
  | 'changed'
  | 'unknown'
  | 'revoked'
  | 'denied'
  | 'slow'
  | 'failed';

export type Symptom = `${Stage}.${What}`;

/** Whether `a` comes before `b` on the wire. */
export function isBefore(a: Stage, b: Stage): boolean {
  return stages.indexOf(a) < stages.indexOf(b);
}
