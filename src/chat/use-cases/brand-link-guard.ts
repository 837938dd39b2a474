import { Injectable } from '@nestjs/common';
import { BrandDirectory } from '@src/brands';
import { ForeignBrandLink } from '../chat.refusals.js';
import { foreignBrandLinks } from '../model/brand-links.js';

/** Refuses a text. @throws ForeignBrandLink when it links to another brand's site */
export type LinkCheck = (text: string, brandId: string, field?: string) => void;

/** Staff link only to the site of the chat's own brand (R28, D10). */
@Injectable()
export class BrandLinkGuard {
  constructor(private readonly brands: BrandDirectory) {}

  /**
   * The check, with all brands read. To be asked for before the transaction that uses it: who waits for a second connection while he
   * holds a chat can wait for those who wait for the chat.
   */
  async ready(): Promise<LinkCheck> {
    const all = await this.brands.all();
    return (text, brandId, field = 'text') => {
      const own = all.find((brand) => brand.id === brandId);
      if (!own) return;
      const others = all.filter((brand) => brand.id !== brandId);
      const found = foreignBrandLinks(text, own, others);
      if (found.length > 0) throw new ForeignBrandLink(found, field);
    };
  }
}
