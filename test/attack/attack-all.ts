import type { Attack } from './attack.js';
import { type Outcome, runAttacks } from './run-attacks.js';
import { makeStrangers } from './strangers.js';
import type { Target } from './target.js';
import { closedSchema } from './themes/closed-schema.js';
import { documents } from './themes/documents.js';
import { frames } from './themes/frames.js';
import { floods } from './themes/floods.js';
import { http } from './themes/http.js';
import { knownDocuments } from './themes/known-documents.js';
import { logIns } from './themes/log-in.js';
import { objects } from './themes/objects.js';
import { requests } from './themes/requests.js';
import { routes } from './themes/routes.js';
import { sockets } from './themes/sockets.js';
import { tokens } from './themes/tokens.js';
import { values } from './themes/values.js';
import { findTraces } from './traces.js';
import { makeWorld } from './world.js';

/** How much of it. */
interface Extent {
  /** Every how many-th hostile value; 1 for all. */
  readonly share: number;
  /** Only every how many-th of all other attacks; 1 when left out. */
  readonly sample?: number;
  /** Only themes whose names fit this regular expression. */
  readonly only?: string;
}

/** Runs all themes against a server, those about limits against a second one that has them all, and looks for what was left behind. */
export async function attackAll(
  target: Target & { withLimits?(): Promise<Target> },
  { share, sample = 1, only = '' }: Extent,
): Promise<Outcome[]> {
  const chosen = (attacks: readonly Attack[], every = sample): Attack[] =>
    attacks.filter(({ theme }, i) => new RegExp(only, 'i').test(theme) && i % every === 0);
  const world = await makeWorld(target.url);
  const strangers = await makeStrangers(world);
  const outcomes = [
    await runAttacks(target, world, [
      ...chosen([...documents(), ...requests(), ...http(), ...routes(), ...tokens(), ...sockets(), ...frames()]),
      ...chosen(knownDocuments()),
      ...chosen(objects(world.policy, strangers)),
      ...chosen(values(), share),
      // Last: it uses up what may be tried from this address.
      ...chosen(logIns()),
    ]),
  ];
  outcomes[0].findings.push(...(await findTraces(target, world)));
  await Promise.all([strangers.close(), world.close()]);
  const limited = await target.withLimits?.();
  if (limited) {
    try {
      const other = await makeWorld(limited.url);
      outcomes.push(await runAttacks(limited, other, chosen([...closedSchema(), ...floods()])));
      outcomes[1].findings.push(...(await findTraces(limited, other)));
      await other.close();
    } finally {
      await limited.stop();
    }
  }
  return outcomes;
}
