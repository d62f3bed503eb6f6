import { userInfo } from 'node:os';
import { type About, collector, collectorToPaste } from '../collector/collector.ts';
import { runScript } from '../node/console.ts';
import { exit, Stop } from './exit.ts';
import { isTerminal, stderr, write } from './streams.ts';

/** `sshwhy snapshot`: runs the collector here, or prints it. Gives the exit status. */
export async function snapshot(print: boolean, asked: About): Promise<number> {
  if (print) {
    await write(collectorToPaste(asked));
    return exit.works;
  }
  if (isTerminal(2)) stderr().write('Reading this machine; it takes some seconds and changes nothing.\n');
  const ran = await runScript(['sh', '-s'], collector({ ...asked, user: asked.user ?? userInfo().username }), 30_000);
  if (!ran.ok)
    throw new Stop(exit.ourFault, `The collector needs a POSIX shell, and sh did not start (${ran.error.code}).`);
  await write(ran.value.text);
  if (/^\[end\] /m.test(ran.value.text)) return exit.works;
  throw new Stop(exit.ourFault, 'The collector broke off: what it printed is not whole.');
}
