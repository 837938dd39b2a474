import { Module } from '@nestjs/common';
import { BrandDirectory } from './queries/brand-directory.js';
import { AddBrand } from './use-cases/add-brand.js';
import { ChangeBrandChatSettings } from './use-cases/change-brand-chat-settings.js';

/** The organisation's websites and what differs between them. */
@Module({
  providers: [BrandDirectory, AddBrand, ChangeBrandChatSettings],
  exports: [BrandDirectory, AddBrand, ChangeBrandChatSettings],
})
export class BrandsModule {}
