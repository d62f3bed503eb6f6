import { type Admission, iptablesTerms, liftedByHand, programOf, type Stop, whom } from '../admit.ts';
import { goalOf, type Owner, wordAfter } from '../owner.ts';

const own = /^DOCKER(?:[-_].+)?$/;

export const owner: Owner = {
  id: 'docker',
  own: ({ chain, text = '', family, number }) => {
    const bridge = /(?:^| )-[io] (docker0|br-[\da-f]{12}|docker_gwbridge)(?= |$)/.exec(text)?.[1];
    const name = own.test(chain) ? chain : own.test(goalOf(text)) ? goalOf(text) : null;
    if (name === null && bridge === undefined) return null;
    const program = family === 'ip6' ? 'ip6tables' : 'iptables';
    if (chain === 'DOCKER-USER')
      return told('chain DOCKER-USER, which Docker leaves to you', `${program} -D DOCKER-USER ${number ?? 'NUMBER'}`);
    const port = wordAfter(text, '--dport');
    const goal = wordAfter(text, '--to-destination') ?? wordAfter(text, '-d')?.replace(/\/\d+$/, '');
    if (chain === 'DOCKER' && port !== null)
      return told(
        `port ${port}, published to the container at ${goal ?? bridge ?? '?'}`,
        `docker ps --filter publish=${port}`,
      );
    return told(bridge === undefined ? `chain ${name ?? chain}` : `the network of ${bridge}`, 'docker network ls');
  },
  admit,
  lift: (stop) => (stop.place.chain === 'DOCKER-USER' ? liftedByHand('iptables', stop) : null),
};

/** DOCKER-USER is the chain that Docker leaves to the administrator; from there it goes on to Docker's own rules. */
function admit(stop: Stop): readonly Admission[] {
  const { place, way, terms, table } = stop;
  if (way !== 'in' || place.chain !== 'DOCKER-USER' || table === null) return [];
  const program = programOf(stop);
  const rule = `${iptablesTerms(terms)} -j RETURN`;
  const before = place.number ?? 1;
  return [
    {
      tool: 'Docker',
      say: `Let ${whom(terms)} pass before the rule that stops it, in the chain that Docker leaves to you.`,
      commands: [`${program} -I DOCKER-USER ${before} ${rule}`],
      lasting: [
        '# Docker keeps what is in DOCKER-USER, but not beyond a start of the host: put it where the other rule comes from',
      ],
      undo: [`${program} -D DOCKER-USER ${rule}`],
      risk: null,
      edit: { is: 'insert', chain: 'DOCKER-USER', before, verdict: 'return' },
    },
  ];
}

function told(setting: string, command: string): ReturnType<Owner['own']> {
  return { tool: 'Docker', setting, command };
}
