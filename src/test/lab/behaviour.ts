import type { Socket } from 'node:net';
import type { Symptom } from '../../model/stage.ts';

/** A server that misbehaves in one way, and what a diagnosis of it must say. It must never call it healthy. */
export interface Behaviour {
  /** = file name. */
  readonly id: string;
  readonly title: string;
  /** One of the nine faulty servers that every tool of the trade was measured against. */
  readonly row?: 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I';
  readonly expect: {
    /** Where it stops, and how; several where the wire leaves a choice of words. */
    readonly symptom: Symptom | readonly Symptom[];
    /** The cause that must be confirmed. */
    readonly cause?: string;
    /** A cause that must be confirmed or possible: from the client alone it cannot be told from others. */
    readonly suspect?: string;
  };
  /** Hostile in what it sends: the diagnosis must end in time, in little memory, and print no control characters. */
  readonly hostile?: true;
  /** Shows only to a client that goes on with the key exchange: ssh, not our own socket. */
  readonly wantsSsh?: true;
  /** Serves the `n`th connection, counted from 1. Absent: nobody listens on the port. */
  readonly serve?: (socket: Socket, n: number) => void;
}
