import { Injectable } from '@nestjs/common';
import { CoinBank, CountWhenCoinAdded } from '@test/support/coin-bank.js';
import { type FactHandler, HandlerRoutes } from './handler.js';

describe('the routes', () => {
  @Injectable()
  class Unmarked implements FactHandler {
    handle(): Promise<void> {
      return Promise.resolve();
    }
  }

  it('refuse a handler without a mark and two of one name', () => {
    expect(() => new HandlerRoutes([Unmarked])).toThrow('Unmarked has no @HandlesFacts');
    expect(() => new HandlerRoutes([CountWhenCoinAdded, CountWhenCoinAdded])).toThrow('count-when-coin-added');
  });

  it('tell which handlers a fact goes to', () => {
    const routes = new HandlerRoutes(CoinBank.handlers);
    expect(routes.namesFor('CoinAdded')).toEqual(['count-when-coin-added', 'mirror-when-coin-added']);
    expect(routes.namesFor('Unheard')).toEqual([]);
    expect(routes.names()).toEqual(['count-when-coin-added', 'mirror-when-coin-added']);
  });
});
