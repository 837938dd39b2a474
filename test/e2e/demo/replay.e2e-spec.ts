import { addDemoOrganisation } from '../../../apps/all-in-one/demo-organisation.js';
import { readTranscript } from '../../../apps/demo/transcript/read-transcript.js';
import { replayTranscript } from '../../../apps/demo/transcript/replay-transcript.js';
import { recorder } from './recorder.js';
import { startTestApp, type TestApp } from '@test/support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await addDemoOrganisation(app.app);
});
afterAll(() => app.close());

const line = (from: string, at: unknown, text: string): string => JSON.stringify({ from, at, text });

describe('the replay of a transcript', () => {
  it('brings every message to both sides, in order, and lets the clock follow', async () => {
    const before = app.clock.now().getTime();
    const lines = readTranscript(
      [
        line('agent', '2026-03-01T10:00:00Z', 'Welcome!'),
        line('visitor', '2026-03-01T10:00:20Z', 'Привіт 👋 "quoted" {{uuid}} \\ <b>bold</b>'),
        line('visitor', '2026-03-01T10:00:20Z', 'two\nlines'),
        line('agent', '2026-03-01T10:12:00Z', 'Sorry for the wait.'),
        line('visitor', '2026-03-01T11:30:00Z', 'Back after lunch.'),
        line('agent', '2026-03-01T11:30:01Z', 'So am I.'),
      ].join('\n'),
    );
    const { out, text } = recorder();
    const server = { url: app.url, advance: (ms: number) => app.advance(ms) };
    await expect(replayTranscript(server, lines, out)).resolves.toEqual({ sent: 6, refused: 0 });
    expect(app.clock.now().getTime() - before).toBeGreaterThanOrEqual(90 * 60_000);
    expect(text()).toMatch(/VISITOR +<- Anna: "Welcome!"/);
    expect(text()).toMatch(/AGENT +<- visitor: "Привіт 👋/);
  });

  it('prints what the server refuses and goes on', async () => {
    const lines = readTranscript(
      [
        line('visitor', 0, '   '),
        line('visitor', 1, 'x'.repeat(8_001)),
        line('agent', 2, 'a\0b'),
        line('agent', 3, 'See https://www.wiseessays.example/prices'),
        line('visitor', 4, ' still here '),
      ].join('\n'),
    );
    const { out, text } = recorder();
    const server = { url: app.url, advance: (ms: number) => app.advance(ms) };
    await expect(replayTranscript(server, lines, out)).resolves.toEqual({ sent: 1, refused: 4 });
    expect(text().match(/line \d is refused: \w+/g)).toEqual([
      'line 1 is refused: InvalidInput',
      'line 2 is refused: InvalidInput',
      'line 3 is refused: InvalidInput',
      'line 4 is refused: ForeignBrandLink',
    ]);
  });
});
