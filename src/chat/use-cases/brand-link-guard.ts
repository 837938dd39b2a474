import { Injectable } from '@nestjs/common';
import { BrandDirectory } from '@src/brands';
import { ForeignBrandLink } from '../chat.refusals.js';
import { foreignBrandLinks } from '../model/brand-links.js';

/** Staff link only to the site of the chat's own brand (R28, D10). */
@Injectable()
export class BrandLinkGuard {
  constructor(private readonly brands: BrandDirectory) {}

  /** @throws ForeignBrandLink when the text links to another brand's site */
  async check(text: string, brandId: string, field = 'text'): Promise<void> {
    const all = await this.brands.all();
    const own = all.find((brand) => brand.id === brandId);
    if (!own) return;
    const found = foreignBrandLinks(
      text,
      own,
      all.filter((brand) => brand.id !== brandId),
    );
    if (found.length > 0) throw new ForeignBrandLink(found, field);
  }
}
