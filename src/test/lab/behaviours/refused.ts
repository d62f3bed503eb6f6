import type { Behaviour } from '../behaviour.ts';

export const behaviour: Behaviour = {
  id: 'refused',
  title: 'nobody listens on the port',
  expect: { symptom: 'tcp.refused' },
};
