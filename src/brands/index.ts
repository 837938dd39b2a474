export { BrandsModule } from './brands.module.js';
export { Brand, routingModes } from './model/brand.entity.js';
export type { BrandChannel, RoutingMode } from './model/brand.entity.js';
export { BrandDirectory } from './queries/brand-directory.js';
export type { BrandView } from './queries/brand-directory.js';
export { AddBrand } from './use-cases/add-brand.js';
export { BrandType, RoutingModeEnum } from './graphql/brand.type.js';
