import { findOpenIdProvider } from '../../providers.ts'
import { openIdProviders } from '../../records.ts'
import { tagOperations } from '../../tagged.ts'

/** TagOpenIDConnectProvider, UntagOpenIDConnectProvider, ListOpenIDConnectProviderTags. */
export const openIdConnectProviderTags = tagOperations('OpenIDConnectProviderArn', {
  title: 'OpenIDConnectProvider',
  tagCase: 'sensitive',
  records: openIdProviders,
  find: findOpenIdProvider,
})
