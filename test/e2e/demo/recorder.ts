import { printerTo, type Printer } from '../../../apps/demo/printer.js';

/** A printer that keeps what it prints. */
export function recorder(): { out: Printer; text(): string } {
  let all = '';
  const out = printerTo((text) => {
    all += text;
  }, false);
  return { out, text: () => all };
}
