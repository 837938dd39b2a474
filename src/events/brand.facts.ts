import { defineFact } from '@libs/domain';

/** A brand's settings for chat were changed. */
export const BrandChatSettingsChanged = defineFact<{ routingMode: string }>('BrandChatSettingsChanged');
