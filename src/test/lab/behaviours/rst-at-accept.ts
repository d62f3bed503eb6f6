import type { Behaviour } from '../behaviour.ts';

export const behaviour: Behaviour = {
  id: 'rst-at-accept',
  title: 'RST in the moment of accepting',
  expect: { symptom: ['identification.reset', 'tcp.reset'] },
  serve: (socket) => void socket.resetAndDestroy(),
};
