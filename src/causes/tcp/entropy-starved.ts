import { all, any, seen, symptom } from '../../infer/sign.ts';
import type { Cause, Example } from '../../model/cause.ts';
import { refusedByIcmp, sshdIsFull } from '../signs.ts';

const starting = seen('server.unit', {
  unit: /^sshd?(-keygen)?(@.*)?\.service$/,
  active: 'activating',
  result: 'success',
});

export const cause: Cause = {
  id: 'entropy-starved',
  stage: 'tcp',
  family: 'not-serving',
  who: 'server',
  decidedBy: 'server',
  lasting: true,
  meaning: 'sshd waits for randomness at boot',
  title: 'sshd on {host} is still starting: it waits for random numbers, which this machine has too few of.',
  sees: 'Connection refused, or no greeting, for minutes after a boot; then it works by itself.',
  why: 'Keys need random numbers. A fresh virtual machine or a small device without a source of them collects them slowly, and sshd waits.',
  cases: 3,
  behind: { 'tcp.refused': 1 },
  requires: symptom('tcp.refused', 'identification.silent'),
  proves: all(seen('server.resource', { what: 'entropy', state: 'exhausted' }), starting),
  suggests: [
    seen('server.resource', { what: 'entropy', state: ['short', 'exhausted'] }),
    starting,
    seen('server.log', { program: 'kernel', message: /random: (sshd|ssh-keygen): uninitialized urandom read/ }),
    seen('server.state', { is: 'booting' }),
  ],
  excludes: any(
    sshdIsFull,
    seen('server.resource', { what: 'entropy', state: 'ok' }),
    seen('server.unit', { unit: /^sshd?\.service$/, active: ['active', 'failed'] }),
    refusedByIcmp,
  ),
  lookalikes: [
    {
      cause: 'boot-emergency-mode',
      difference: 'There the boot has stopped for another reason and waits for a person.',
    },
    { cause: 'sshd-not-running', difference: 'There sshd is stopped, and waiting does not help.' },
  ],
  check: {
    at: 'server',
    what: 'see how the boot goes and how much randomness there is',
    command: 'cat /proc/sys/kernel/random/entropy_avail; systemctl list-jobs --no-pager; dmesg | grep -i random',
  },
  fix: [
    {
      who: 'server',
      risk: 'none',
      say: 'Type on the console or wait some minutes; each key stroke helps.',
      commands: ['cat /proc/sys/kernel/random/entropy_avail'],
    },
    {
      who: 'server',
      risk: 'restart',
      platform: 'QEMU, KVM, libvirt',
      say: 'Give the virtual machine a random number device and start it again.',
      commands: ['virt-xml {host} --add-device --rng /dev/urandom'],
      undo: ['virt-xml {host} --remove-device --rng all'],
    },
    {
      who: 'server',
      risk: 'none',
      platform: 'Debian, Ubuntu',
      say: 'Where no such device can be had, collect randomness in software.',
      commands: ['apt-get install haveged', 'systemctl enable --now haveged'],
      undo: ['apt-get remove haveged'],
    },
  ],
  sources: ['random(4)', 'getrandom(2)', 'random(7)'],
};

export const examples: readonly Example[] = [
  {
    name: 'the pool is empty and the service is still starting',
    expect: 'confirmed',
    covers: ['server.listener'],
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.resource', { what: 'entropy', state: 'exhausted', text: '12' }],
      ['server.unit', { unit: 'sshd.service', load: 'loaded', active: 'activating', result: 'success' }],
    ],
  },
  {
    name: 'look-alike: the service is tried again and again for another reason',
    expect: 'possible',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.resource', { what: 'entropy', state: 'exhausted', text: '12' }],
      ['server.unit', { unit: 'sshd.service', load: 'loaded', active: 'activating', result: 'exit-code' }],
    ],
  },
  {
    name: 'there is enough of it',
    expect: 'ruled-out',
    seen: [
      ['symptom', { is: 'tcp.refused', stage: 'tcp' }],
      ['server.resource', { what: 'entropy', state: 'ok', text: '256' }],
    ],
  },
];
