import { InvalidInput } from '@libs/domain';
import { visitedPage } from './visited-page.js';

const own = ['bcw.example', 'www.writers.example'];
const others = ['wise.example', 'pro.bcw.example'];
const page = (url: string, title?: string | null) => visitedPage({ url, title }, own, others);

describe('the page of a visitor', () => {
  it.each([
    ['https://bcw.example/', 'https://bcw.example/'],
    [' HTTP://BCW.example/Order?id=1#a ', 'http://bcw.example/Order?id=1#a'],
    ['https://www.bcw.example/prices', 'https://www.bcw.example/prices'],
    ['https://shop.writers.example:8443/', 'https://shop.writers.example:8443/'],
    ['https://bcw.example./a', 'https://bcw.example./a'],
  ])('[R3] is taken when it lies on a host of his own brand: %s', (url, kept) => {
    expect(page(url)).toEqual({ url: kept, title: null });
  });

  it.each([
    'https://wise.example/',
    'https://pro.bcw.example/',
    'https://notbcw.example/',
    'https://bcw.example.evil.test/',
    'https://stranger.test/?https://bcw.example/',
    'https://bcw.example@stranger.test/',
    'https://user:secret@bcw.example/',
    'javascript:alert(1)//bcw.example',
    'ftp://bcw.example/',
    'bcw.example/order',
    '//bcw.example/order',
    'about:blank',
    '',
    'https://',
    'https://bcw.example/\0',
    'https://bcw.example/\ud800',
  ])('[R3] is refused, and the field named, when it is not: %j', (url) => {
    expect(() => page(url)).toThrow(InvalidInput);
    expect(() => page(url)).toThrow(expect.objectContaining({ details: { field: 'url' } }) as Error);
  });

  it('may have 2,000 characters in its address and 500 in its title, and no more', () => {
    const start = 'https://bcw.example/';
    expect(page(start.padEnd(2_000, 'a')).url).toHaveLength(2_000);
    expect(() => page(start.padEnd(2_001, 'a'))).toThrow(InvalidInput);
    expect(() => page(start.padEnd(500, 'ü'))).toThrow(InvalidInput);
    expect(page(start, 't'.repeat(500)).title).toHaveLength(500);
    expect(() => page(start, 't'.repeat(501))).toThrow(
      expect.objectContaining({ details: { field: 'title' } }) as Error,
    );
    expect(page(start, '  ').title).toBeNull();
  });
});
