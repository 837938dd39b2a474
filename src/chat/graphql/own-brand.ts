import { badRequest } from '@libs/graphql';
import type { BrandDirectory, BrandView } from '@src/brands';
import { type Actor, seesBrand } from '@src/identity';

/** The brand of a code, if the actor works for it. @throws GraphQLError `BAD_USER_INPUT`, the same for a brand that does not exist */
export async function ownBrand(brands: BrandDirectory, actor: Actor, code: string): Promise<BrandView> {
  const brand = await brands.byCode(code);
  if (!brand || !seesBrand(actor, brand.id)) throw badRequest('No such brand.', { field: 'brandCode' });
  return brand;
}
