import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

export const fault: Fault = {
  id: 'wrong-port-web',
  title: 'the client dials the port of the web server',
  releases: ['trixie'],
  truth: { causes: ['nonssh-service'], hidden: ['wrong-host-or-port'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: true,
  told: /HTTP/,
  target: ['-p', '80', 'alice@web1'],
  breakIt: (host) => serve(host, 80, 'python3 -m http.server 80'),
};
