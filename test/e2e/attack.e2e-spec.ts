import { attackAll } from '@test/attack/attack-all.js';
import { endExchanges } from '@test/attack/http-client.js';
import { startTarget } from '@test/attack/target.js';

/** The themes that need a whole server and are quick; `npm run attack` has all of them, with its figures. */
const THEMES = 'tokens|authorisation|values';

it('[S3] [S5] [S13] a part of npm run attack finds nothing', async () => {
  const { withLimits: _, ...target } = await startTarget();
  try {
    const [outcome] = await attackAll(target, { share: 25, sample: 5, only: THEMES });
    // How long it took says little on a machine that runs other tests beside.
    const findings = outcome?.findings.filter(({ problem }) => !problem.startsWith('took'));
    expect(findings).toEqual([]);
    expect(outcome?.themes.map(({ theme }) => theme)).toEqual(['tokens', 'authorisation', 'values']);
  } finally {
    endExchanges();
    await target.stop();
  }
}, 240_000);
