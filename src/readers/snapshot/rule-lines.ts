import type { ServerView } from '../../model/part.ts';

/** The lines of all packet filters of the host; null where one of them was not seen whole. */
export function ruleLines(server: ServerView): readonly string[] | null {
  const sections = [...server.all('nft'), ...server.all('iptables*'), ...server.all('ip6tables*')];
  const whole = sections.every(
    ({ cut, damage, state }) => !cut && damage === null && ['ran', 'absent'].includes(state),
  );
  return whole ? sections.flatMap(({ lines }) => lines) : null;
}
