import { z } from 'zod';
import { defineSettings, describeSettings, runtimeSettings } from './index.js';

describe('describing settings', () => {
  it('gives one row per setting with its default and range in words', () => {
    expect(describeSettings([runtimeSettings])).toEqual([
      {
        group: 'runtime',
        env: 'NODE_ENV',
        description: 'Whether the process serves people (production), a programmer (development) or a test.',
        default: 'development',
        range: 'one of production, development, test',
        secret: false,
      },
    ]);
  });

  it.each([
    [z.coerce.number().int().min(5).max(9), 'integer from 5 to 9'],
    [z.coerce.number().int().min(5), 'integer from 5'],
    [z.coerce.number().int().optional(), 'integer'],
    [z.coerce.number().max(9), 'number up to 9'],
    [z.coerce.number().positive(), 'number above 0'],
    [z.string(), 'text'],
    [z.string().max(9).regex(/^a+$/), 'text up to 9 characters matching ^a+$'],
    [z.url(), 'URL'],
    [z.boolean().optional(), 'true, false, 1, 0, yes or no'],
    [z.string().transform((list) => list.split(',')), 'text'],
  ])('reads the range out of schema %#', (schema, range) => {
    const group = defineSettings('g', { a: { env: 'A', description: 'A.', schema } });
    expect(describeSettings([group])[0]?.range).toBe(range);
  });

  it('prefers the range that the setting states, and hides a default that is secret', () => {
    const schema = z.string().transform((list) => list.split(','));
    const group = defineSettings('g', {
      list: { env: 'A', description: 'A.', schema, default: ['a', 'b'], range: 'names with commas between' },
      key: { env: 'B', description: 'B.', schema: z.string(), default: 'canary', secret: true },
      must: { env: 'C', description: 'C.', schema: z.string() },
      may: { env: 'D', description: 'D.', schema: z.string().optional() },
    });
    const rows = describeSettings([group]);
    expect(rows[0]).toMatchObject({ range: 'names with commas between', default: '["a","b"]' });
    expect(rows.map((row) => row.default).slice(2)).toEqual(['required', 'unset']);
    expect(rows[1]?.secret).toBe(true);
    expect(JSON.stringify(rows)).not.toContain('canary');
  });
});
