import { Command, InvalidArgumentError, Option } from 'commander';
import { printable } from '../model/text.ts';
import { version } from '../model/version.gen.ts';
import { nearest } from './near.ts';
import { SshWords } from './words.ts';

/** What is asked of firewall rules; null: it was not told. */
export interface FirewallAsked {
  readonly from: string | null;
  readonly to: string | null;
  readonly port: number;
  readonly device?: string;
  readonly whyNot: boolean;
  readonly whoCan: boolean;
}

/** The options of a live diagnosis, as commander gives them. */
export interface LiveFlags {
  readonly json?: boolean;
  readonly login: boolean;
  readonly deep?: boolean;
  readonly plan?: boolean;
  readonly repeat?: number;
  readonly timeout?: number;
  readonly bundle?: string;
  readonly pseudonyms?: boolean;
  readonly knock?: string;
  readonly via?: string;
  readonly snapshot?: readonly string[];
  readonly rules?: readonly string[];
  /** The values of -J, -l and -p, as typed. */
  readonly J?: string;
  readonly l?: string;
  readonly p?: string;
  readonly color: 'auto' | 'always' | 'never';
  readonly v?: boolean;
  /** Of a server log: which host, and which time, as typed. */
  readonly host?: string;
  readonly since?: string;
  readonly until?: string;
}

/** What each command does; the parser knows nothing of it. */
export interface Actions {
  /** `meant`: the command that the destination may be a slip of. */
  live(destination: string, words: SshWords, flags: LiveFlags, meant: string | null): Promise<void>;
  explain(files: readonly string[], flags: LiveFlags): Promise<void>;
  snapshot(print: boolean, flags: LiveFlags): Promise<void>;
  causes(id: string | undefined, flags: LiveFlags): Promise<void>;
  run(command: readonly string[], flags: LiveFlags): Promise<void>;
  firewall(files: readonly string[], asked: FirewallAsked, flags: LiveFlags): Promise<void>;
}

const examples = `
Examples:
  sshwhy web1                      why does "ssh web1" not work?
  sshwhy -p 2222 alice@192.0.2.5   with the options you would give to ssh
  sshwhy --plan web1               what would be sent to whom; sends nothing
  sshwhy --bundle case.zip web1    keep all evidence in one file
  sshwhy explain case.zip          judge it again, here or elsewhere
  sshwhy explain --pseudonyms --bundle public.zip case.zip   without names and addresses
  sshwhy --via 'docker exec -i web1' web1   read the server as well
  ssh -vvv web1 2>&1 | sshwhy explain
  sshwhy run -- git push           the command as it is, explained when it fails on SSH

sshwhy complete bash|zsh|fish|powershell prints a completion script for your shell.

Exit status: 0 it works, 1 a fault is confirmed, 2 it fails and the cause is not
determined, 3 sshwhy itself could not do its work, 64 wrong usage.`;

/** The command line, from one definition: parsing, help and completion. */
export function buildProgram(actions: Actions): Command {
  const words = new SshWords();
  const program = new Command('sshwhy')
    .description('Says why an SSH connection does not work: at which stage it stops, what proves it, and what to do.')
    .usage('[ssh options] [options] DESTINATION')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .argument('[destination]', 'host, user@host, ssh://user@host:port, or an alias of ssh_config');
  addSshOptions(program, words);
  addOptions(program);
  program
    .addHelpText('after', examples)
    .configureOutput({
      // One sentence, as for every other mistake. Its words are anybody's.
      outputError: (text, write) => write(`sshwhy: ${printable(mistake(text, program), 2000)}\n`),
    })
    .action(async (destination: string | undefined, flags: LiveFlags, command: Command) => {
      if (destination === undefined)
        command.error('error: name a destination, as you would for ssh; sshwhy --help tells more.');
      else {
        const names = program.commands.map((one) => one.name());
        await actions.live(destination, words, flags, destination === 'help' ? '--help' : nearest(destination, names));
      }
    });
  for (const add of [addExplain, addRun, addSnapshot, addFirewall, addCauses]) add(program, actions);
  program.hook('preAction', (_, command) => {
    if (command !== program) refuseOthers(program, command);
  });
  return program;
}

/** Options of a live diagnosis that another command takes as well; of the others it is said that they do nothing there. */
const alsoOf: Readonly<Record<string, readonly string[]>> = {
  explain: ['json', 'bundle', 'pseudonyms'],
  snapshot: ['l', 'p'],
  firewall: ['json', 'p'],
  causes: ['json'],
  run: ['json'],
};

function refuseOthers(program: Command, command: Command): void {
  const also = ['color', 'v', ...(alsoOf[command.name()] ?? [])];
  const other = program.options.find(
    (option) =>
      program.getOptionValueSource(option.attributeName()) === 'cli' && !also.includes(option.attributeName()),
  );
  if (other === undefined) return;
  const evidence = ['snapshot', 'rules'].includes(other.attributeName()) && command.name() === 'explain';
  const ofCommand = command.name() === 'run' ? ' Write -- and the command with its options behind run.' : '';
  const instead = evidence ? ' Name the file itself behind explain.' : ofCommand;
  command.error(`error: ${command.name()} takes no ${other.long ?? other.short}.${instead}`);
}

/** The parser's complaint in one sentence. Where the first word is nearly a command, that is the mistake that led to it. */
function mistake(text: string, program: Command): string {
  const plain = text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ');
  const first = program.args[0] ?? '';
  const names = program.commands.map((command) => command.name());
  if (names.includes(first) || !/too many arguments|unknown option/.test(plain)) return plain;
  const meant = nearest(first, names);
  if (meant !== null) return `'${printable(first, 40)}' is no command of sshwhy; did you mean ${meant}?`;
  if (!/too many arguments/.test(plain)) return plain;
  const more = printable(program.args.slice(1).join(' '), 60);
  return `one destination is all that is taken, and no command behind it: '${more}' is too much.`;
}

/** ssh takes the first value of each, so their order is kept. */
function addSshOptions(program: Command, words: SshWords): void {
  const take =
    (option: string) =>
    (value: string): string => {
      words.take(option, value);
      return value;
    };
  const flag = (option: string) => (): boolean => {
    words.flag(option);
    return true;
  };
  program
    .optionsGroup('Options as in ssh(1):')
    .option('-p <port>', 'port to connect to', take('-p'))
    .option('-l <user>', 'user to log in as', take('-l'))
    .option('-i <file>', 'private key to use', take('-i'))
    .option('-F <file>', 'configuration file instead of your own', take('-F'))
    .option('-J <hosts>', 'go through these jump hosts', take('-J'))
    .option('-o <option>', 'an option of ssh_config(5): Keyword=value', take('-o'))
    .option('-4', 'IPv4 only', flag('-4'))
    .option('-6', 'IPv6 only', flag('-6'))
    .option('-v', 'unfold every claim to its evidence', flag('-v'));
}

function addOptions(program: Command): void {
  program
    .optionsGroup('Options:')
    .option('--json', 'print the report as JSON, nothing else')
    .option('--plan', 'say what would be sent to whom, and send nothing')
    .option('--no-login', 'stop before authentication')
    .option('--repeat <n>', 'measure an intermittent failure with n spaced attempts', number('--repeat', 2, 1000, true))
    .option('--timeout <s>', 'seconds for the whole diagnosis (default: 15)', number('--timeout', 1, 3600))
    .option('--deep', 'allow a larger budget of probes')
    .option('--knock <seq>', 'send this knock first: 7000,8000:udp,9000')
    .option('--via <command>', 'also read the server through its console: docker exec -i web1')
    .option('--snapshot <file>', 'also read a snapshot of the server; repeatable', collect)
    .option('--rules <file>', 'also ask these firewall rules of the server; repeatable', collect)
    .option('--bundle <file>', 'write all evidence, without secrets, into one file')
    .option('--pseudonyms', 'put others in the place of names and addresses, in the report and the bundle')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'));
}

function addExplain(program: Command, actions: Actions): void {
  program
    .command('explain')
    .description('judge text or files: an error message, an ssh -vvv log, sshd log lines, a bundle')
    .argument('[files...]', 'files to read, also packed with gzip; standard input when none or -')
    .option('--host <name>', 'of a server log: only the lines of this host')
    .option(
      '--since <time>',
      'of a server log: from then on, as journalctl takes it: "2026-01-31 12:00", "2h ago", yesterday',
    )
    .option('--until <time>', 'of a server log: up to then')
    .addHelpText(
      'after',
      '\nA server log of many connections, of any size, is answered with figures: sshwhy explain /var/log/auth.log*',
    )
    .action((files: string[], _own, command: Command) => actions.explain(files, command.optsWithGlobals()));
}

function addRun(program: Command, actions: Actions): void {
  program
    .command('run')
    .description('run a command as it is, and say why when it fails on SSH: sshwhy run -- git push')
    .argument('[command...]', 'behind --, the command with its arguments')
    // They are the command's own, whatever they look like.
    .allowUnknownOption()
    .helpOption(false)
    .action((command: string[], _own, self: Command) => {
      const asks = /^(?:-h|--help)$/.test(command[0] ?? '') && !process.argv.includes('--');
      return asks ? self.outputHelp() : actions.run(command, self.optsWithGlobals());
    });
}

function addSnapshot(program: Command, actions: Actions): void {
  program
    .command('snapshot')
    .description('read this machine as a server, and write what was found to standard output')
    .option('--print', 'print the collector instead, as one command to paste at a console')
    .action((own: { print?: boolean }, command: Command) =>
      actions.snapshot(own.print === true, command.optsWithGlobals()),
    );
}

function addFirewall(program: Command, actions: Actions): void {
  program
    .command('firewall')
    .description('say what firewall rules do with a connection to the host that has them, and which rule decides')
    .argument(
      '<rules...>',
      'what nft [-j] list ruleset, iptables-save and ipset save print, a script of nft such as /etc/nftables.conf with the files that it includes, or commands of AWS, Google Cloud and Azure as JSON; for its routes ip [-j] rule, ip [-j] route show table all, sysctl -a -r rp_filter; or a snapshot; - is standard input',
    )
    .option('--from <address>', 'where the connection comes from')
    .option('--to <address>', 'the address of the host that it goes to')
    .option('--port <port>', 'the port that it goes to (default: 22)', number('--port', 1, 65535, true))
    .option('--iif <interface>', 'the interface that it comes in by')
    .option('--why-not', 'also say the smallest change that lets this connection in and nothing else')
    .option('--who-can', 'say which sources reach the port instead; --from may then be a network, or be left out')
    .addHelpText(
      'after',
      '\nExit status: 0 accepted, 1 dropped or rejected, 2 not decided by these rules, 64 wrong usage; with --who-can 0 when somebody gets through.',
    )
    .action((files: string[], own: FirewallOptions, command: Command) => {
      const { iif, port: named, from = null, to = null, whoCan = false, whyNot = false } = own;
      const flags: LiveFlags = command.optsWithGlobals();
      const port = named ?? number('-p', 1, 65535, true)(flags.p ?? '22');
      const device = iif === undefined ? {} : { device: iif };
      return actions.firewall(files, { from, to, port, whoCan, whyNot, ...device }, flags);
    });
}

function addCauses(program: Command, actions: Actions): void {
  program
    .command('causes')
    .description("list the catalogue of causes, or print one cause's page")
    .argument('[id]', 'a cause')
    .action((id: string | undefined, _own, command: Command) => actions.causes(id, command.optsWithGlobals()));
}

interface FirewallOptions {
  readonly from?: string;
  readonly to?: string;
  readonly port?: number;
  readonly iif?: string;
  readonly whyNot?: boolean;
  readonly whoCan?: boolean;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function number(option: string, low: number, high: number, whole = false): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const fits = whole ? /^\d+$/ : /^\d+(\.\d+)?$/;
    if (!fits.test(text) || value < low || value > high) {
      throw new InvalidArgumentError(`${option} takes a ${whole ? 'whole ' : ''}number from ${low} to ${high}.`);
    }
    return value;
  };
}
