import { defineFact } from '@libs/domain';

/** The organisation has a further website. */
export const BrandAdded = defineFact<{ code: string; name: string }>('BrandAdded');
/** A brand's settings for chat were changed. */
export const BrandChatSettingsChanged = defineFact<{ routingMode: string }>('BrandChatSettingsChanged');
