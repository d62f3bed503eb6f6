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
};

function told(setting: string, command: string): ReturnType<Owner['own']> {
  return { tool: 'Docker', setting, command };
}
