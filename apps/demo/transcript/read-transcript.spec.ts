import { BadTranscript, readTranscript } from './read-transcript.js';

const line = (changes: object = {}): string => JSON.stringify({ from: 'visitor', at: 0, text: 'Hello', ...changes });
const timesOf = (...times: unknown[]): number[] =>
  readTranscript(times.map((at) => line({ at })).join('\n')).map(({ atMs }) => atMs);

describe('a transcript', () => {
  it('is read line by line, without the empty ones', () => {
    expect(readTranscript(`\uFEFF${line()}\r\n\n${line({ from: 'agent', text: '' })}\n`)).toEqual([
      { number: 1, from: 'visitor', atMs: 0, text: 'Hello' },
      { number: 3, from: 'agent', atMs: 0, text: '' },
    ]);
  });

  it.each([
    [
      ['2026-03-01T10:00:00Z', '2026-03-01T12:00:01.5+02:00'],
      [0, 1_500],
    ],
    [
      [1_772_359_200, 1_772_359_205],
      [0, 5_000],
    ],
    [
      [1_772_359_200_000, 1_772_359_200_250],
      [0, 250],
    ],
    [
      [5, 7.5, '9'],
      [0, 2_500, 4_000],
    ],
    [
      ['0s', '1500ms', '2 s'],
      [0, 1_500, 2_000],
    ],
    [
      [10, 5, 12],
      [0, 0, 2_000],
    ],
  ])('understands the times %j', (times, expected) => {
    expect(timesOf(...times)).toEqual(expected);
  });

  it.each([
    ['{"from":', /^Line 2 is not JSON/],
    ['[]', /^Line 2 is not a JSON object/],
    ['null', /^Line 2 is not a JSON object/],
    [line({ from: 'bot' }), /^Line 2: "from"/],
    [line({ from: undefined }), /^Line 2: "from"/],
    [line({ text: 7 }), /^Line 2: "text"/],
    [line({ text: undefined }), /^Line 2: "text"/],
    [line({ at: 'tomorrow' }), /^Line 2: "at"/],
    [line({ at: '2026-13-45' }), /^Line 2: "at"/],
    [line({ at: -1 }), /^Line 2: "at"/],
    [line({ at: 1e300 }), /^Line 2: "at"/],
    [line({ at: undefined }), /^Line 2: "at"/],
  ])('with the line %s is refused as a whole', (bad, reason) => {
    const read = () => readTranscript(`${line()}\n${bad}\n${line()}`);
    expect(read).toThrow(BadTranscript);
    expect(read).toThrow(reason);
  });

  it('without lines is refused', () => {
    expect(() => readTranscript(' \n')).toThrow(BadTranscript);
  });
});
