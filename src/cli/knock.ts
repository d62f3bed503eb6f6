import { parseDestination } from '../infer/target.ts';
import type { Platform, Ran } from '../model/platform.ts';
import type { Result } from '../model/result.ts';
import type { SshOptions } from '../model/target.ts';
import { exit, Stop } from './exit.ts';

export interface Knock {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
}

/** `7000,8000:udp,9000` */
export function parseKnock(text: string): readonly Knock[] {
  return text.split(',').map((part) => {
    const [, digits, protocol] = /^(\d{1,5})(?::(tcp|udp))?$/.exec(part.trim()) ?? [];
    const port = Number(digits);
    if (!(port >= 1 && port <= 65535)) {
      throw new Stop(exit.usage, `'${part.slice(0, 40)}' is no knock: give ports as in 7000,8000:udp,9000.`);
    }
    return { port, protocol: protocol === 'udp' ? 'udp' : 'tcp' };
  });
}

/**
 * Sends the knock, a quarter of a second apart or what `withinMs` leaves for each, and says so. The host name is the one that
 * ssh would dial.
 */
export async function knock(
  ssh: SshOptions,
  sequence: readonly Knock[],
  on: Platform,
  config: Promise<Result<Ran>>,
  withinMs: number,
): Promise<readonly string[]> {
  const started = on.now();
  const late = on.sleep(withinMs / 2).then(() => null);
  const asked = await Promise.race([config, late]);
  const named = asked?.ok ? /^hostname (.*)$/m.exec(asked.value.stdout)?.[1] : undefined;
  const found = await Promise.race([on.lookup(named ?? parseDestination(ssh.destination).host, ssh.family), late]);
  if (found === null) return ['the knock was not sent: the name was not looked up in time'];
  const address = found.ok ? found.value[0]?.address : undefined;
  if (address === undefined) return ['the knock was not sent: the name has no address'];
  const eachMs = Math.min(250, (withinMs - (on.now() - started)) / sequence.length);
  for (const { port, protocol } of sequence) {
    if (protocol === 'udp') await on.datagram(address, port, new Uint8Array(0), eachMs);
    else {
      const opened = await on.connect(address, port, { withinMs: eachMs });
      if (opened.ok) opened.value.close();
    }
  }
  return [`knocked first, as asked: ${sequence.map((k) => `${k.port}/${k.protocol}`).join(', ')}`];
}
