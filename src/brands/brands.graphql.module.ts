import { Module } from '@nestjs/common';
import { BrandsModule } from './brands.module.js';
import { AddBrandMutation } from './graphql/add-brand.mutation.js';
import { BrandsResolver } from './graphql/brands.resolver.js';
import { ChangeBrandChatSettingsMutation } from './graphql/change-brand-chat-settings.mutation.js';

/** Brands over GraphQL. */
@Module({ imports: [BrandsModule], providers: [AddBrandMutation, BrandsResolver, ChangeBrandChatSettingsMutation] })
export class BrandsGraphqlModule {}
