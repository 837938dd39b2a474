import { InvalidInput, NotFound } from '@libs/domain';
import { type Actor, seesBrand } from './actor.js';

/** The brands, if all of them are the actor's: others he does not know of. @throws NotFound naming the first that is not; InvalidInput for more than 200 */
export function ownBrands(actor: Actor, brandIds: readonly string[], field = 'brandIds'): string[] {
  if (brandIds.length > 200) throw new InvalidInput(field, 'These are more than 200.');
  brandIds.forEach((id, i) => {
    if (!seesBrand(actor, id)) throw new NotFound('brand', `${field}.${i}`);
  });
  return [...new Set(brandIds)];
}
