import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

const balancer = `#!/bin/bash
exec socat - SYSTEM:'(printf "PROXY TCP4 10.71.1.10 10.71.2.20 40112 22\\r\\n"; exec cat) | socat - TCP\\:127.0.0.1\\:2222'
`;

export const fault: Fault = {
  id: 'proxy-header-sent',
  title: 'a balancer sends a PROXY header to an sshd that knows none',
  releases: ['bookworm', 'trixie'],
  truth: { causes: ['proxy-protocol-expected'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Port 2222\nListenAddress 127.0.0.1'),
  breakIt: (host) => answer(host, 22, balancer),
};
