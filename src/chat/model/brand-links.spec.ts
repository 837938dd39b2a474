import { foreignBrandLinks } from './brand-links.js';

const own = { hosts: ['bestcustomwriting.com', 'help.group.com'] };
const others = [
  { code: 'WE', hosts: ['wiseessays.com', 'www.wise-essays.co.uk'] },
  { code: 'TE', hosts: ['theessays.com', 'group.com'] },
  { code: 'QW', hosts: ['перо.рф'] },
];
const find = (text: string) => foreignBrandLinks(text, own, others);
const codes = (text: string) => find(text).map(({ brandCode }) => brandCode);

describe('links to another brand', () => {
  it.each([
    'https://wiseessays.com/order',
    'wiseessays.com',
    'WWW.WiseEssays.COM/Order?a=1',
    'http://shop.eu.wiseessays.com:8080/',
    'http://wiseessays.com./order',
    '//wiseessays.com/x',
    'ftp://wiseessays.com/file',
    'https://me:secret@wiseessays.com/',
    'https://bestcustomwriting.com@wiseessays.com/',
    'wise-essays.co.uk',
    'ｗｉｓｅｅｓｓａｙｓ．ｃｏｍ',
    'http://wiseessays。com/',
    'http://wise\u00adessays.com/',
    'write to help@wiseessays.com',
    'mailto:help@mail.wiseessays.com',
  ])('[R28] are found in %p', (text) => {
    expect(codes(`Please see ${text} now`)).toEqual(['WE']);
  });

  it.each(['http://xn--e1asbf.xn--p1ai/', 'перо.рф', 'https://ПЕРО.РФ/заказ'])(
    '[R28] are found in punycode and letters: %p',
    (text) => {
      expect(codes(text)).toEqual(['QW']);
    },
  );

  it.each([
    'https://bestcustomwriting.com/order',
    'www.bestcustomwriting.com',
    'order.bestcustomwriting.com',
    'wiseessays.com.evil.net',
    'http://notwiseessays.com/',
    'wiseessays.community',
    'https://wiseessays.com@evil.net/',
    'https://evil.net/wiseessays.com',
    'https://bestcustomwriting.com/?next=wiseessays',
    'essays for the wise, theessays',
    'http://[::1]/ and http://127.0.0.1/',
  ])('[R28] [D10] are not seen in %p', (text) => {
    expect(find(text)).toEqual([]);
  });

  it('[R28] belong to the most specific host when brands share a domain', () => {
    expect(codes('group.com help.group.com a.help.group.com nohelp.group.com')).toEqual(['TE', 'TE']);
  });

  it('[R28] [D10] belong to the own brand when both name the same host', () => {
    expect(foreignBrandLinks('a.com', { hosts: ['A.com'] }, [{ code: 'X', hosts: ['a.com'] }])).toEqual([]);
  });

  it('[R28] are given with their exact place, all of them, in order', () => {
    const text = '👍 See https://wiseessays.com/a, not bestcustomwriting.com; or (theessays.com).';
    const found = find(text);
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([
      'https://wiseessays.com/a',
      'theessays.com',
    ]);
    expect(found).toEqual([
      { start: 7, end: 31, url: 'https://wiseessays.com/a', brandCode: 'WE' },
      { start: text.indexOf('theessays'), end: text.length - 2, url: 'http://theessays.com', brandCode: 'TE' },
    ]);
  });

  it('[R28] keep their place after full-width letters', () => {
    const text = '（ｎｏｔｅ）。 wiseessays.com';
    expect(find(text).map(({ start, end }) => text.slice(start, end))).toEqual(['wiseessays.com']);
  });

  it('[R28] are found without a scheme also under a top-level domain that is not a public one', () => {
    const brands = [{ code: 'DEMO', hosts: ['demo.example'] }];
    expect(foreignBrandLinks('See demo.example now', { hosts: ['own.example'] }, brands)).toMatchObject([
      { start: 4, end: 16, brandCode: 'DEMO' },
    ]);
  });

  it('finds nothing without text, hosts or other brands', () => {
    expect(find('')).toEqual([]);
    expect(
      foreignBrandLinks('wiseessays.com http://./', { hosts: [] }, [{ code: 'X', hosts: ['', '..', 'a b'] }]),
    ).toEqual([]);
    expect(foreignBrandLinks('wiseessays.com', own, [])).toEqual([]);
  });

  const fill = (piece: string) => piece.repeat(Math.ceil(10_240 / piece.length)).slice(0, 10_240);
  it.each(
    [
      'a',
      'a.',
      'a@',
      'http://',
      '/',
      'a.com ',
      '.com',
      'a.com@',
      'mailto:',
      'http://a.co/([',
      'www.',
      "http://a.com/'",
      'a-',
      '(',
      '。',
    ].map((piece) => [piece] as const),
  )('answers within a second for 10 KB of %p', (piece) => {
    const before = process.cpuUsage();
    find(fill(piece));
    find(`http://${fill(piece)}`);
    find(`http://wiseessays.com/${fill(piece)}`);
    // In microseconds of this process, whatever else the machine does.
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});
