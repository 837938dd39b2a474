import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { preciseCpuMsOf, residentBytesOf } from '@test/harness/cpu.js';
import type { Attack, Finding, Reply } from './attack.js';
import { codesOf, sound } from './judge.js';
import type { Target } from './target.js';
import type { World } from './world.js';

const CPU_MS = 50;
const WALL_MS = 2_000;
/** A slow answer counts when it is slow each time. */
const TRIES = 3;
const HEALTH_MS = 500;
/** Room that a run of attacks may take beside what the server had before. */
const RSS_BYTES = 400 * 1024 ** 2;

/** Figures of one theme. */
export interface ThemeFigures {
  readonly theme: string;
  sent: number;
  readonly wallMs: number[];
  readonly cpuMs: number[];
}

/** What came of a run. */
export interface Outcome {
  readonly findings: Finding[];
  readonly themes: ThemeFigures[];
  readonly health: { count: number; failures: number; p50: number; p99: number; max: number };
  readonly rssMb: { before: number; most: number };
}

/** Sends all attacks, one after the other, while the health check is asked without a pause. */
export async function runAttacks(target: Target, world: World, attacks: readonly Attack[]): Promise<Outcome> {
  const findings: Finding[] = [];
  const themes = new Map<string, ThemeFigures>();
  const before = target.pid ? residentBytesOf(target.pid) : 0;
  let most = before;
  const prober = new Worker(join(import.meta.dirname, 'prober.thread.mjs'), { workerData: { url: target.url } });
  for (const attack of attacks) {
    const { theme, name, caller, over } = attack;
    const found = (problem: string): unknown => findings.push({ theme, name, who: `${caller}, ${over}`, problem });
    const figures = themes.get(theme) ?? { theme, sent: 0, wallMs: [], cpuMs: [] };
    themes.set(theme, figures);
    let best = { wallMs: Infinity, cpuMs: Infinity };
    for (let attempt = 1; attempt <= (attack.once ? 1 : TRIES); attempt++) {
      const taken = await measured(target, world, attack);
      figures.sent++;
      best = { wallMs: Math.min(best.wallMs, taken.wallMs), cpuMs: Math.min(best.cpuMs, taken.cpuMs) };
      if (attempt === 1) for (const problem of taken.problems) found(problem);
      if (best.wallMs <= (attack.wallMs ?? WALL_MS) && best.cpuMs <= (attack.cpuMs ?? CPU_MS)) break;
    }
    figures.wallMs.push(best.wallMs);
    figures.cpuMs.push(best.cpuMs);
    if (best.wallMs > (attack.wallMs ?? WALL_MS)) found(`took ${best.wallMs.toFixed(0)} ms`);
    if (best.cpuMs > (attack.cpuMs ?? CPU_MS)) found(`took ${best.cpuMs.toFixed(0)} ms of processor time`);
    if (target.pid) most = Math.max(most, residentBytesOf(target.pid));
  }
  prober.postMessage('stop');
  const [health] = (await once(prober, 'message')) as [Outcome['health']];
  const general = (name: string, problem: string): unknown =>
    findings.unshift({ theme: 'throughout', name, who: 'everybody', problem });
  if (health.failures > 0) general('the health check', `failed ${health.failures} times of ${health.count}`);
  if (health.p99 > HEALTH_MS || health.max > 4 * HEALTH_MS)
    general('the health check', `took up to ${health.max.toFixed(0)} ms (p99 ${health.p99.toFixed(0)} ms)`);
  if (most - before > RSS_BYTES) general('memory', `grew by ${megabytes(most - before)} MB`);
  return {
    findings,
    themes: [...themes.values()],
    health,
    rssMb: { before: megabytes(before), most: megabytes(most) },
  };
}

async function measured(target: Target, world: World, attack: Attack) {
  const cpuBefore = target.pid ? preciseCpuMsOf(target.pid) : 0;
  const began = performance.now();
  let problems: string[];
  try {
    const reply = await answerOf(world, attack);
    const took = {
      wallMs: performance.now() - began,
      cpuMs: (target.pid ? preciseCpuMsOf(target.pid) : 0) - cpuBefore,
    };
    problems = [...(await sound(reply)), ...(await attack.expected(reply))];
    return { ...took, problems };
  } catch (error) {
    problems = [`the attack itself failed: ${String(error)}`];
    return { wallMs: 0, cpuMs: 0, problems };
  }
}

/** Somebody who attacks faster than he may waits as he is told: the tables are not about that. */
async function answerOf(world: World, attack: Attack): Promise<Reply> {
  for (let attempt = 1; ; attempt++) {
    const reply = await attack.send(world);
    const isHeldBack = attack.theme !== 'floods' && codesOf(reply).includes('RATE_LIMITED');
    if (!isHeldBack || attempt === 3 || reply.text.includes('Too many subscriptions')) return reply;
    await new Promise((resolve) => setTimeout(resolve, 1_100));
  }
}

const megabytes = (bytes: number): number => Math.round(bytes / 1024 ** 2);
