import { styleText } from 'node:util';

/** Where the demo writes; lines carry the name of whoever acts or receives. */
export interface Printer {
  chapter(title: string): void;
  line(name: string, text: string): void;
  note(text: string): void;
}

const COLOURS = ['cyan', 'green', 'yellow', 'magenta', 'blue', 'red'] as const;
const NAME_WIDTH = 11;

/** Prints for people: a column of names, in colours on a terminal, plain text elsewhere. */
export function printerTo(write: (text: string) => void, isTerminal: boolean): Printer {
  const colours = new Map<string, (typeof COLOURS)[number]>();
  const colourOf = (name: string): (typeof COLOURS)[number] => {
    const colour = colours.get(name) ?? COLOURS[colours.size % COLOURS.length] ?? 'cyan';
    colours.set(name, colour);
    return colour;
  };
  const styled = (style: Parameters<typeof styleText>[0], text: string): string =>
    isTerminal ? styleText(style, text, { validateStream: false }) : text;
  return {
    chapter: (title) => write(`\n${styled('bold', title)}\n`),
    line: (name, text) =>
      write(`  ${styled(colourOf(name), name.toUpperCase().padEnd(NAME_WIDTH))} ${printable(text)}\n`),
    note: (text) => write(`  ${styled('dim', printable(text))}\n`),
  };
}

/** What somebody wrote must not steer the terminal. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
