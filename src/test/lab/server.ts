import type { Part, Section, ServerView } from '../../model/part.ts';
import { viewOf } from '../../readers/snapshot/view.ts';

/** What a part sees of a server whose commands have printed this, as root if nothing else is said, asked about alice at 192.0.2.10. */
export function serverOf(
  printed: Readonly<Record<string, readonly string[]>>,
  about: {
    readonly from?: string;
    /** Addresses of the hop that connects. */
    readonly through?: readonly string[];
    /** Whom the client logs in as. */
    readonly login?: string;
    readonly port?: number;
    /** By the server's clock. */
    readonly now?: string;
    readonly root?: boolean;
    readonly states?: Readonly<Record<string, Section['state']>>;
  } = {},
): ServerView {
  const { from = '192.0.2.10', port = 22, now = '2026-05-04T10:00:00Z', root = true, states = {} } = about;
  const asked = [now, 'web1', root ? '0' : '1000', `user=alice from=${from} port=${port}`, 'zone=+0000'];
  const sections = Object.entries({ about: asked, ...printed }).map(([name, lines], i): Section => {
    const state = states[name] ?? 'ran';
    const status = state === 'ran' ? 0 : null;
    return { name, command: name, state, status, cut: false, lines, at: i * 100, damage: null };
  });
  return viewOf({ sections, complete: true }, 'e1', about);
}

/** Kind and value of each fact, as one line. */
export function said({ observations }: ReturnType<Part['read']>): readonly string[] {
  return observations.map(({ kind, value }) => `${kind} ${JSON.stringify(value)}`);
}
