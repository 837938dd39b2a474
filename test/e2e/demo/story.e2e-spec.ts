import { addDemoOrganisation } from '../../../apps/all-in-one/demo-organisation.js';
import { StoryBroken } from '../../../apps/demo/clients/shown.js';
import { playStory } from '../../../apps/demo/story/play-story.js';
import { recorder } from './recorder.js';
import { startTestApp, type TestApp } from '@test/support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await addDemoOrganisation(app.app);
});
afterAll(() => app.close());

const advance = (ms: number): Promise<void> => app.advance(ms);

describe('the story of the demo', () => {
  it('[R46] [R41] plays from the greeting to the agent who leaves a silent visitor, and again', async () => {
    for (const run of [1, 2]) {
      const { out, text } = recorder();
      await playStory(app.url, out, { advance });
      expect([run, ...(text().match(/^\d\. /gm) ?? [])]).toEqual([
        run,
        '1. ',
        '2. ',
        '3. ',
        '4. ',
        '5. ',
        '6. ',
        '7. ',
      ]);
      expect(text()).toMatch(/(ANNA|BORIS) +is refused: (Anna|Boris) was faster, at \d\d:\d\d:\d\d\.\d{3}/);
      expect(text()).toContain('<- the chat is over: VISITOR_SILENT');
      expect(text()).toContain('What he can do: LEAVE_MESSAGE');
    }
  });

  it('leaves both agents offline', async () => {
    const { data } = await app.graphql('{ chatAvailability(brandCode: "BCW") { state } }');
    expect(data.chatAvailability.state).toBe('LEAVE_MESSAGE');
  });

  it('breaks, and says why, on a server without the demo organisation', async () => {
    const other = await startTestApp({ worker: false });
    try {
      await expect(playStory(other.url, recorder().out, { advance })).rejects.toThrow(StoryBroken);
    } finally {
      await other.close();
    }
  });
});
