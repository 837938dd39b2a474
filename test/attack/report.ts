import type { Finding } from './attack.js';
import type { Outcome } from './run-attacks.js';

/** Findings first, each once with everybody whom it concerns; then the figures. */
export function report(outcomes: readonly Outcome[]): string {
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  const lines = findings.length === 0 ? ['No findings.'] : [`${findings.length} findings:`, ...grouped(findings)];
  lines.push('', row('theme', 'sent', 'wall p50', 'wall max', 'cpu p50', 'cpu max'));
  for (const { theme, sent, wallMs, cpuMs } of outcomes.flatMap(({ themes }) => themes))
    lines.push(row(theme, String(sent), ...[wallMs, cpuMs].flatMap((all) => [at(all, 0.5), at(all, 1)])));
  for (const { health, rssMb } of outcomes)
    lines.push(
      `health: ${health.count} asked, ${health.failures} failed, p50 ${health.p50.toFixed(1)} ms, p99 ${health.p99.toFixed(1)} ms, max ${health.max.toFixed(0)} ms; ` +
        `memory ${rssMb.before} -> at most ${rssMb.most} MB`,
    );
  return lines.join('\n');
}

function grouped(findings: readonly Finding[]): string[] {
  const groups = new Map<string, Set<string>>();
  for (const { theme, name, who, problem } of findings) {
    const key = `  ${theme} · ${name}: ${problem}`;
    groups.set(key, (groups.get(key) ?? new Set()).add(who));
  }
  return [...groups].map(([key, who]) => `${key}\n      ${[...who].join('; ')}`);
}

function row(theme: string, ...cells: string[]): string {
  return `${theme.padEnd(24)}${cells.map((cell) => cell.padStart(11)).join('')}`;
}

function at(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)} ms`;
}
